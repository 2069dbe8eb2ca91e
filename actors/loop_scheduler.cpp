#include <carrick/actors/loop_scheduler.hpp>

#include <carrick/actors/loop.hpp>
#include <carrick/actors/loop_group.hpp>
#include <carrick/actors/loop_unit.hpp>
#include <carrick/actors/visit_loops.hpp>
#include <carrick/core/ensure.hpp>

#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/exit_reason.hpp>
#include <caf/logger.hpp>
#include <caf/send.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace carrick {

namespace {

constexpr auto recount_after = std::chrono::milliseconds(10); // a missed notification costs this
constexpr int recounts_unreported = 500;

// Each spawn leaves a reference to the system's logger with the thread, for which the system's
// destructor waits.
void forget_logger() noexcept { caf::logger::set_current_actor_system(nullptr); }

} // namespace

void install_loop_scheduler(caf::actor_system_config& config, std::shared_ptr<loop_group> on,
                            loop_scheduler_options options) {
  config.module_factories.push_back([all = std::move(on), options = std::move(options)](
                                      caf::actor_system& system) -> caf::actor_system::module* {
    return new loop_scheduler(system, all, options);
  });
}

loop_scheduler::loop_scheduler(caf::actor_system& system, std::shared_ptr<loop_group> on,
                               loop_scheduler_options options)
    : caf::scheduler::abstract_coordinator(system),
      loop_host(options.on_slow_turn ? options.slow_after : duration::max()),
      loops_(std::move(on)),
      options_(std::move(options)),
      clock_(*loops_) {
  for (std::size_t i = 0; i < loops_->size(); ++i)
    units_.push_back(std::make_unique<loop_unit>(system, *this, loops_->at(i)));
}

void loop_scheduler::start() {
  caf::actor_config config;
  utility_actors_[printer_id] = caf::make_actor<line_printer, caf::actor>(
    system_.next_actor_id(), system_.node(), &system_, config, options_.print);
}

loop_unit& loop_scheduler::unit_for_new_work() noexcept {
  loop* const here = loop::current();
  const bool ours = here != nullptr && &here->owner() == loops_.get();
  return unit_on((ours ? *here : loops_->next_for_actors()).index());
}

// CAF has no unit at hand: timers, exit messages, threads that are no loop. On a loop the actor
// stays there, or each timer would move it.
void loop_scheduler::enqueue(caf::resumable* ready) {
  unit_for_new_work().exec_later(ready);
  if (loop::current() == nullptr) forget_logger();
}

void loop_scheduler::on_slow_turn(const slow_turn& what) noexcept { options_.on_slow_turn(what); }

void loop_scheduler::on_turn_drained() noexcept {
  const std::lock_guard guard(drained_mutex_);
  drained_.notify_all();
}

// The system's own actors have been told to end, and users' have ended; their last turns may still
// be under way, and timeouts keep some alive.
void loop_scheduler::stop() {
  ENSURE(loop::current() == nullptr || &loop::current()->owner() != loops_.get());
  clock_.close();
  enter(stage::draining);
  drain();
  enter(stage::closed);
  drain();
  caf::anon_send_exit(utility_actors_[printer_id], caf::exit_reason::user_shutdown);
  leave_loops();
}

void loop_scheduler::drain() {
  while (loops_->drive()) {
  }
  ENSURE(loops_->options().driver == nullptr || all_finished());
  std::unique_lock guard(drained_mutex_);
  for (int recounts = 1; !all_finished(); ++recounts) {
    drained_.wait_for(guard, recount_after);
    // Going on would free what that actor runs on.
    if (recounts % recounts_unreported == 0)
      options_.print("a hidden actor holds up the end of its actor system");
  }
}

bool loop_scheduler::all_finished() const noexcept {
  std::uint64_t finished = 0;
  for (const auto& each : units_) finished += each->finished();
  std::uint64_t accepted = 0;
  for (const auto& each : units_) accepted += each->accepted();
  return finished == accepted;
}

void loop_scheduler::leave_loops() {
  visit_loops(*loops_, [this](loop& each) noexcept {
    clock_.leave(each.index());
    forget_logger();
  });
}

} // namespace carrick
