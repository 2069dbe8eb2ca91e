#include <carrick/actors/actor_stats.hpp>

#include <carrick/actors/system_messages.hpp>
#include <carrick/serialization/message_type.hpp>

namespace carrick {

duration actor_stats::end(time_point now, bool handled) noexcept {
  auto took = now - busy_since();
  busy_since_.store(idle, std::memory_order_relaxed);
  if (handled) handled_.store(this->handled() + 1, std::memory_order_relaxed);
  return took;
}

void actor_stats::set_slowest(duration took, std::string message) {
  std::lock_guard guard{mutex_};
  slowest_.store(took.count(), std::memory_order_relaxed);
  slowest_message_ = std::move(message);
}

actor_activity actor_stats::activity() const {
  if (!busy()) return {};
  const auto* type = current();
  return {type != nullptr ? std::string{type->name} : "a message", busy_since()};
}

std::uint64_t actor_stats::waiting() const noexcept {
  auto enqueued = enqueued_.load(std::memory_order_relaxed);
  auto done = handled();
  return enqueued > done ? enqueued - done : 0;
}

void actor_stats::fill(system_messages::actor_row& row) const {
  row.state = busy() ? "busy" : "idle";
  row.handled = handled();
  row.mailbox = waiting();
  row.slowest_us = std::chrono::duration_cast<std::chrono::microseconds>(
                     duration{slowest_.load(std::memory_order_relaxed)})
                     .count();
  std::lock_guard guard{mutex_};
  row.slowest_message = slowest_message_;
}

} // namespace carrick
