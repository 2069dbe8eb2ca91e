#include <carrick/actors/actor.hpp>

#include <carrick/actors/actor_parts.hpp>
#include <carrick/actors/delivery.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/system_messages.hpp>

#include <algorithm>

namespace carrick {

// -- the message being handled --------------------------------------------------------------------

call_ptr actor_base::current_call() const {
  if (parts_->context) return parts_->context;
  const auto* delivered = delivery::in(parts_->handling);
  return delivered != nullptr ? delivered->call() : nullptr;
}

void actor_base::goes_on_with(call_ptr context) { parts_->context = std::move(context); }

time_point actor_base::deadline() const {
  auto call = current_call();
  return call ? call->deadline() : never;
}

duration actor_base::remaining() const {
  auto until = deadline();
  if (until == never) return duration::max();
  return std::max(until - now(), duration::zero());
}

bool actor_base::cancelled() const {
  auto call = current_call();
  return call && call->cancelled();
}

void actor_base::on_cancel(std::function<void()> f) {
  auto call = current_call();
  if (call && !call->on_cancel(ctrl(), f)) f();
}

// -- surroundings ---------------------------------------------------------------------------------

time_point actor_base::now() const { return core_.now(); }
std::chrono::system_clock::time_point actor_base::wall_now() const {
  return core_.options().wall->now();
}
random_source& actor_base::random() noexcept { return parts_->random; }
buffer& actor_base::scratch() noexcept { return parts_->scratch; }
const carrick::node_id& actor_base::node() const noexcept { return core_.options().id; }
const std::string& actor_base::actor_name() const noexcept { return parts_->name; }
const std::string& actor_base::type_name() const noexcept { return parts_->type; }

const char* actor_base::name() const {
  return parts_->name.empty() ? "actor" : parts_->name.c_str();
}

std::string actor_base::label() const {
  std::string out = name();
  return parts_->type.empty() ? out : out + " (" + parts_->type + ")";
}

void actor_base::fill(system_messages::actor_row& row) const {
  row.name = parts_->name;
  row.type = parts_->type;
  stats_.fill(row);
  row.mailbox += parts_->inbox.waiting();
}

bool actor_base::logs(log_level level) const { return core_.log().enabled(level); }

void actor_base::log(log_level level, std::string_view text) const {
  if (!logs(level)) return;
  const auto& own = parts_->name;
  core_.log().write(level, "actor",
                    own.empty() ? std::string{text} : own + ": " + std::string{text});
}

} // namespace carrick
