#include <carrick/actors/stream_core.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/direct_call.hpp>
#include <carrick/actors/node_core.hpp>

namespace carrick {

stream_core::stream_core(actor_base& owner, node_core& core, const stream_types& types)
    : types_(types),
      core_(core),
      home_(core.home()),
      limit_(core.options().link.stream_window),
      owner_(owner.ctrl()) {}

stream_core::~stream_core() = default;

void stream_core::open(const erased_call& what, std::uint64_t sender) {
  ref(); // until finish()
  auto step = std::make_unique<stream_step>(*this, stream_step::what::open);
  step->to = what.to;
  step->type = what.type;
  step->sender = sender;
  const auto now = core_.now();
  if (what.options.deadline != duration::zero())
    step->deadline = deadline_after(now, what.options.deadline);
  step->wait_for_link = what.options.wait_for_link;
  if (step->deadline == never) step->wait_until = now + core_.options().ask_deadline;
  what.type->encode(what.message, step->body);
  go(std::move(step));
}

void stream_core::set_callbacks(std::unique_ptr<detail::stream_callbacks> callbacks) {
  callbacks_ = std::move(callbacks);
}

detail::stream_callbacks* stream_core::callbacks() const noexcept {
  return closed_.load(std::memory_order_relaxed) ? nullptr : callbacks_.get();
}

status stream_core::why_closed() const {
  if (over_.load()) return {code::ended, "the stream has ended"};
  if (closed_.load()) return {code::ended, "this side has closed the stream"};
  if (half_closed_) return {code::invalid_argument, "this side has half-closed the stream"};
  return {};
}

// The home loop looks for the wish after it has made room: one of the two sees the other.
template <class Room>
bool stream_core::has_or_wants(Room&& room) noexcept {
  if (room()) return true;
  wants_writable_.store(true);
  if (unsent_) unsent_->is_wanted();
  return room() && wants_writable_.exchange(false);
}

bool stream_core::writable() noexcept {
  return why_closed().ok() && has_or_wants([this] { return !blocked_.load() && has_room(); });
}

send_status stream_core::send(const void* item) {
  if (auto closed = why_closed(); !closed.ok()) return closed;
  if (!has_or_wants([this] { return has_room(); }))
    return status{
      code::overloaded,
      "items for a whole window, or for transport.held_max of all streams, wait for credit"};
  bool direct = may_call_directly(home_);
  std::unique_ptr<stream_step> step;
  if (!direct) step = std::make_unique<stream_step>(*this, stream_step::what::item);
  auto& body = direct ? scratch_ : step->body;
  body.clear();
  types_.out->encode(item, body);
  if (body.size() > core_.options().link.message_bytes)
    return status{code::too_large,
                  std::string{types_.out->name} + " of " + std::to_string(body.size()) + " bytes"};
  queued_ += body.size() + limits::item_overhead;
  if (unsent_) unsent_->add(body.size() + limits::item_overhead);
  if (direct)
    give_item(body.bytes());
  else
    go(std::move(step));
  return {};
}

void stream_core::limit_stall(duration most) {
  if (over_.load() || closed_.load()) return;
  auto step = std::make_unique<stream_step>(*this, stream_step::what::limit_stall);
  step->most = most;
  go(std::move(step));
}

void stream_core::half_close() {
  if (!why_closed().ok()) return;
  half_closed_ = true;
  go(std::make_unique<stream_step>(*this, stream_step::what::half_close));
}

void stream_core::close(status why) {
  if (over_.load() || closed_.exchange(true)) return;
  auto step = std::make_unique<stream_step>(*this, stream_step::what::end);
  step->why = std::move(why);
  go(std::move(step));
}

void stream_core::callback_threw(const status& why) {
  close({why.code(), "a callback of the stream threw: " + why.message()});
}

bool stream_core::is_broken_off() const noexcept {
  if (!over_.load()) return false;
  switch (end_.code()) {
    case code::cancelled:
    case code::deadline_exceeded:
    case code::link_lost:
    case code::removed:
    case code::overrun:
    case code::protocol_error:
    case code::stalled:
      return true;
    default:
      return false; // ok, or a failure that was said behind the items
  }
}

void stream_core::tell_end(actor_base& self) {
  self.forget(*this);
  closed_ = true;
  auto callbacks = std::move(callbacks_); // which may own handles
  if (callbacks) callbacks->end(end_);
}

void stream_core::consumed(std::uint32_t credit) {
  if (credit_owed_.fetch_add(credit) != 0) return; // a task is on its way
  if (may_call_directly(home_)) return give_back_credit();
  ref(); // until the task has run
  home_.submit(credit_task_);
}

void stream_core::close_if_abandoned() {
  if (served_ && handles_.load() == 0 && half_closed_ && other_half_closed_) close({});
}

void stream_core::retire() {
  closed_ = true;
  auto dropped = std::move(callbacks_); // which may own handles
}

void stream_core::owner_ended() {
  close({code::cancelled, "the actor has ended"});
  retire();
}

void stream_core::handle_dropped() {
  if (handles_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  if (closed_.load() || over_.load()) return;
  if (!callbacks_ || !callbacks_->listens())
    return close({code::cancelled, "the stream was dropped without an end"});
  half_close();
  close_if_abandoned();
}

void stream_core::go(std::unique_ptr<stream_step> step) {
  if (may_call_directly(home_)) return take(*step);
  home_.submit(*step.release());
}

} // namespace carrick
