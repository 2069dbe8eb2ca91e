#include <carrick/actors/hosted.hpp>

#include <carrick/actors/loop.hpp>
#include <carrick/actors/loop_group.hpp>
#include <carrick/actors/loop_host.hpp>
#include <carrick/actors/loop_unit.hpp>
#include <carrick/actors/roster.hpp>
#include <carrick/core/out_of_memory.hpp>
#include <carrick/core/result.hpp>

#include <caf/actor_system.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>
#include <caf/sec.hpp>
#include <caf/send.hpp>

#include <string>

namespace carrick::hosting {

namespace {

loop_host* host_of(const caf::scheduled_actor& self) noexcept {
  return dynamic_cast<loop_host*>(&self.home_system().scheduler());
}

} // namespace

void enlist(const caf::scheduled_actor& self) {
  if (loop_host* const host = host_of(self)) host->actors().add(self.id(), self.name());
}

void delist(const caf::scheduled_actor& self) {
  if (loop_host* const host = host_of(self)) host->actors().remove(self.id());
}

void obey_exit(caf::scheduled_actor* self, caf::exit_msg& message) {
  if (message.reason || message.source == self->address()) self->quit(std::move(message.reason));
}

void send_exit_to(caf::scheduled_actor& self, caf::error reason) {
  self.enqueue(nullptr, caf::make_message_id(),
               caf::make_message(caf::exit_msg{self.address(), std::move(reason)}), nullptr);
}

caf::error default_answer(const status& why) {
  return caf::make_error(caf::sec::runtime_error, why.message());
}

status status_of_exception() {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  } catch (const std::exception& thrown) {
    return fail(code::internal, thrown.what());
  } catch (...) {
    return fail(code::internal, "an exception of an unknown type");
  }
}

loop_unit& home_for(const caf::actor_config& config, caf::actor_system& system) {
  loop_host& host = loop_host::of(system);
  auto* const unit = dynamic_cast<loop_unit*>(config.host);
  if (unit != nullptr && &unit->host() == &host) return *unit;
  return host.unit_on(host.on_loops().next_for_links().index());
}

} // namespace carrick::hosting
