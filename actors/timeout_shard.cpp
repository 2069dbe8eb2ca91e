#include <carrick/actors/timeout_shard.hpp>

#include <carrick/actors/loop.hpp>
#include <carrick/core/planted.hpp>

#include <caf/sec.hpp>
#include <caf/system_messages.hpp>

namespace carrick {

namespace {

constexpr std::size_t deliveries_max = 1024; // then sockets and actors have their turn

void deliver(timeout&& what) {
  caf::abstract_actor* const to = what.receiver ? what.receiver->get() : nullptr;
  switch (what.key.kind) {
    case timeout_kind::receive:
    case timeout_kind::multi:
      to->eq_impl(caf::make_message_id(), what.receiver, nullptr,
                  caf::timeout_msg{static_cast<caf::atom_value>(what.key.type), what.timeout_id});
      break;
    case timeout_kind::request:
      to->eq_impl(caf::make_message_id(what.key.type), what.receiver, nullptr,
                  caf::sec::request_timeout);
      break;
    case timeout_kind::message:
      to->enqueue(std::move(what.content), nullptr);
      break;
    case timeout_kind::group_message:
      what.group.get()->enqueue(what.content->sender, what.content->mid,
                                what.content->move_content_to_message(), nullptr);
      break;
  }
}

} // namespace

timeout_shard::timeout_shard(loop& where) : loop_(where), alarm_(where, *this), rearm_(*this) {}

/// `change(timeouts, dead)` under the lock; the dead are destroyed after it.
template <class Change>
void timeout_shard::change(Change&& change) {
  timeouts::dead_ones dead;
  const std::lock_guard guard(mutex_);
  change(dead);
  size_.store(timeouts_.size(), std::memory_order_relaxed);
}

void timeout_shard::set(time_point due, timeout what) {
  bool earlier = false;
  change([&](timeouts::dead_ones& dead) {
    if (closed_) return dead.push_back(std::move(what));
    timeouts_.set(due, std::move(what), dead);
    earlier = due < alarm_at_;
    if (earlier) alarm_at_ = due;
  });
  if (earlier) ask_for_rearm();
}

// An actor's own timeouts were set before it cancels them, so it sees the size that counts them.

void timeout_shard::cancel(const timeout_key& which) {
  if (size() == 0) return;
  change([&](timeouts::dead_ones& dead) { timeouts_.cancel(which, dead); });
}

void timeout_shard::cancel_actor(caf::actor_id actor) {
  if (size() == 0) return;
  change([&](timeouts::dead_ones& dead) { timeouts_.cancel_actor(actor, dead); });
}

void timeout_shard::cancel_all() {
  change([&](timeouts::dead_ones& dead) { timeouts_.cancel_all(dead); });
}

void timeout_shard::close() {
  change([&](timeouts::dead_ones& dead) {
    closed_ = true;
    timeouts_.cancel_all(dead);
  });
}

void timeout_shard::ask_for_rearm() {
  if (loop_.on_this_thread()) return rearm();
  if (!asked_.exchange(true, std::memory_order_seq_cst)) loop_.submit(rearm_);
}

void timeout_shard::rearm_as_asked() {
  asked_.store(false, std::memory_order_seq_cst); // before the look at what is next
  rearm();
}

void timeout_shard::rearm() {
  time_point at;
  {
    const std::lock_guard guard(mutex_);
    at = alarm_at_ = timeouts_.next();
  }
  alarm_.arm(at);
}

void timeout_shard::deliver_due() {
  const time_point now = loop_.now();
  change([&](timeouts::dead_ones&) { timeouts_.take_due(now, deliveries_max, due_); });
  for (timeout& each : due_) deliver(std::move(each));
  due_.clear();
  if (!CARRICK_PLANTED(timeouts_not_rearmed)) rearm();
}

} // namespace carrick
