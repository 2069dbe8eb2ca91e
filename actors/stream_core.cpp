#include <carrick/actors/stream_core.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/decoding.hpp>
#include <carrick/actors/direct_call.hpp>
#include <carrick/actors/node_core.hpp>

#include <caf/actor_cast.hpp>

namespace carrick {
namespace {

class half_closed_event final : public detail::stream_event {
  void happen(stream_core& core, actor_base&) override {
    core.other_half_closed();
    if (auto* callbacks = core.callbacks()) callbacks->half_close();
    core.close_if_abandoned();
  }
};

class writable_event final : public detail::stream_event {
  void happen(stream_core& core, actor_base&) override {
    if (auto* callbacks = core.callbacks()) callbacks->writable();
  }
};

class over_event final : public detail::stream_event {
 public:
  explicit over_event(std::optional<status> told) : told_(std::move(told)) {}

 private:
  void happen(stream_core& core, actor_base& self) override {
    auto* callbacks = core.callbacks();
    if (told_ && callbacks != nullptr) callbacks->end(*told_);
    self.forget(core);
    core.retire();
  }

  const std::optional<status> told_;
};

} // namespace

stream_core::stream_core(actor_base& owner, node_core& core, const stream_types& types)
    : types_(types),
      core_(core),
      home_(core.home()),
      limit_(core.options().link.stream_window),
      owner_(owner.ctrl()) {}

stream_core::~stream_core() = default;

void stream_step::run() noexcept {
  std::unique_ptr<stream_step> self{this};
  core->take(*this);
}

void stream_core::credit_task::run() noexcept {
  stream_core_ptr keep{&core, false};
  core.give_back_credit();
}

// -- actor ----------------------------------------------------------------------------------------

void stream_core::open(const peer& to, const message_type& type, const void* opening,
                       std::uint64_t sender) {
  ref(); // until finish()
  auto step = std::make_unique<stream_step>(*this, stream_step::what::open);
  step->to = to;
  step->type = &type;
  step->sender = sender;
  type.encode(opening, step->body);
  go(std::move(step));
}

void stream_core::set_callbacks(std::unique_ptr<detail::stream_callbacks> callbacks) {
  callbacks_ = std::move(callbacks);
}

detail::stream_callbacks* stream_core::callbacks() const noexcept {
  return closed_.load(std::memory_order_relaxed) ? nullptr : callbacks_.get();
}

status stream_core::why_closed() const {
  if (closed_.load()) return {code::ended, "this side has closed the stream"};
  if (over_.load()) return {code::ended, "the stream has ended"};
  if (half_closed_) return {code::invalid_argument, "this side has half-closed the stream"};
  return {};
}

// The home loop looks for the wish after it has made room: one of the two sees the other.
template <class Room>
bool stream_core::has_or_wants(Room&& room) noexcept {
  if (room()) return true;
  wants_writable_.store(true);
  return room() && wants_writable_.exchange(false);
}

bool stream_core::writable() noexcept {
  return why_closed().ok() && has_or_wants([this] { return !blocked_.load() && has_room(); });
}

send_status stream_core::send(const void* item) {
  if (auto closed = why_closed(); !closed.ok()) return closed;
  if (!has_or_wants([this] { return has_room(); }))
    return status{code::overloaded, "items for a whole window wait for credit"};
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
  if (direct)
    give_item(body.bytes());
  else
    go(std::move(step));
  return {};
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

// -- home loop ------------------------------------------------------------------------------------

void stream_core::accept(const std::shared_ptr<link_session>& from, net::stream_id stream) {
  served_ = true;
  ref(); // until finish()
  from->accept_stream(stream, *this);
}

void stream_core::take(stream_step& step) {
  switch (step.kind) {
    case stream_step::what::open:
      return open_at_home(step);
    case stream_step::what::item:
      return give_item(step.body.bytes());
    case stream_step::what::half_close:
      return half_close_at_home();
    case stream_step::what::end:
      return end_at_home(step.why);
  }
}

void stream_core::open_at_home(stream_step& step) {
  if (!step.to) return on_ended(code::not_found, "a stream to a peer without a name");
  outgoing message;
  message.head.to = {step.to.target(), step.type->id};
  message.head.sender = step.sender;
  message.type = step.type;
  message.body = step.body.bytes();
  core_.open(step.to.record(), message, *this);
}

void stream_core::give_item(byte_span body) {
  if (finished_) return took(body.size());
  if (link && waiting_.empty() && send_now(body)) return;
  if (finished_) return;
  waiting_.emplace_back(body.size());
  waiting_.back().append(body);
}

/// False if it waits for credit.
bool stream_core::send_now(byte_span body) {
  auto sent = link->send_item(id, body);
  if (sent == code::overloaded) {
    blocked_.store(true);
    return false;
  }
  took(body.size());
  // With the link the stream ends, and on_ended() comes.
  if (!sent.ok() && sent != code::link_lost) break_off(sent);
  return true;
}

void stream_core::flush() {
  while (!waiting_.empty()) {
    auto body = std::move(waiting_.front());
    waiting_.pop_front();
    if (!send_now(body.bytes())) return waiting_.push_front(std::move(body));
    if (finished_) return;
  }
  blocked_.store(false);
  if (half_close_waits_) link->half_close(id);
  half_close_waits_ = false;
  if (end_waits_) return end_at_home(status{*end_waits_});
  tell_if_writable();
}

void stream_core::took(std::size_t body_bytes) {
  queued_ -= body_bytes + limits::item_overhead;
  tell_if_writable();
}

void stream_core::tell_if_writable() {
  if (finished_ || !wants_writable_.load() || blocked_.load() || queued_.load() > limit_ / 2)
    return;
  if (wants_writable_.exchange(false)) tell(new writable_event);
}

void stream_core::give_back_credit() {
  auto credit = static_cast<std::uint32_t>(credit_owed_.exchange(0));
  if (link && !finished_) link->consumed(id, credit);
}

void stream_core::half_close_at_home() {
  if (finished_) return;
  if (!link || !waiting_.empty())
    half_close_waits_ = true;
  else
    link->half_close(id);
}

void stream_core::end_at_home(const status& why) {
  if (finished_) return;
  if (!why.ok()) waiting_.clear();
  if (!link || !waiting_.empty()) {
    end_waits_ = why;
    return;
  }
  link->end_stream(id, why.code(), why.message());
  finish(std::nullopt);
}

void stream_core::break_off(const status& why) {
  if (link) link->end_stream(id, why.code(), why.message());
  finish(why);
}

void stream_core::on_item(byte_span body, std::uint32_t cost) noexcept {
  if (finished_) return;
  std::unique_ptr<detail::stream_item> item{types_.make_item()};
  auto options = decoding_of(link->layouts(), types_.in->id);
  auto decoded = types_.in->decode(body, options, item->value());
  if (!decoded.ok()) return break_off(decoded);
  item->costs(cost);
  tell(item.release());
}

void stream_core::on_half_closed() noexcept {
  if (!finished_) tell(new half_closed_event);
}

void stream_core::on_ended(carrick::code code, std::string_view text) noexcept {
  if (!finished_) finish(status{code, std::string{text}});
}

void stream_core::finish(std::optional<status> told) {
  stream_core_ptr keep{this, false};
  finished_ = true;
  over_.store(true);
  waiting_.clear();
  link.reset();
  tell(new over_event{std::move(told)});
  owner_.reset();
}

void stream_core::tell(detail::stream_event* event) {
  event->belongs_to(*this);
  enqueue_event(owner_, event);
}

} // namespace carrick
