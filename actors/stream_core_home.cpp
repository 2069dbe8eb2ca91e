#include <carrick/actors/actor.hpp>
#include <carrick/actors/decoding.hpp>
#include <carrick/actors/fair_inbox.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/stream_core.hpp>
#include <carrick/core/planted.hpp>

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
  void happen(stream_core& core, actor_base& self) override { core.tell_end(self); }
};

} // namespace

void stream_step::run() noexcept {
  std::unique_ptr<stream_step> self{this};
  core->take(*this);
}

void stream_core::credit_task::run() noexcept {
  stream_core_ptr keep{&core, false};
  core.give_back_credit();
}

void stream_core::accept(const std::shared_ptr<link_session>& from, net::stream_id stream) {
  served_ = true;
  from_ = from;
  unsent_ = from->unsent();
  ref(); // until finish()
  from->accept_stream(stream, *this);
}

void stream_core::take(stream_step& step) {
  switch (step.kind) {
    case stream_step::what::open:
      return open_at_home(step);
    case stream_step::what::item:
      return give_item(step.body.bytes());
    case stream_step::what::limit_stall:
      return limit_stall_at_home(step.most);
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
  message.deadline = step.deadline;
  message.wait_for_link = step.wait_for_link;
  message.wait_until = step.wait_until;
  core_.open(step.to.record(), message, *this);
}

void stream_core::on_open() noexcept {
  from_ = link;
  if (stall_limit_) link->limit_stall(id, *stall_limit_);
  flush();
}

void stream_core::limit_stall_at_home(duration most) {
  stall_limit_ = most;
  if (link) link->limit_stall(id, most);
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
  no_longer_waits(body_bytes);
  if (!CARRICK_PLANTED(writable_untold)) tell_if_writable();
}

void stream_core::no_longer_waits(std::size_t body_bytes) noexcept {
  queued_ -= body_bytes + limits::item_overhead;
  if (unsent_) unsent_->remove(body_bytes + limits::item_overhead);
}

void stream_core::drop_waiting() noexcept {
  items_dropped(waiting_.size());
  if (!CARRICK_PLANTED(dropped_items_count_on))
    for (const buffer& item : waiting_) no_longer_waits(item.size());
  waiting_.clear();
}

void stream_core::tell_if_writable() {
  if (finished_ || !wants_writable_.load() || blocked_.load() || queued_.load() > limit_ / 2)
    return;
  if (!has_room()) return unsent_->is_wanted(); // by the other streams of the peer
  if (wants_writable_.exchange(false)) tell(new writable_event);
}

void stream_core::give_back_credit() {
  auto credit = credit_owed_.exchange(0);
  in_mailbox_ -= credit;
  if (credited_) credited_->consumed(id, static_cast<std::uint32_t>(credit));
  let_go_of_credit();
}

void stream_core::let_go_of_credit() {
  if (finished_ && (in_mailbox_ == 0 || CARRICK_PLANTED(mailbox_credit_lost))) credited_.reset();
}

void stream_core::half_close_at_home() {
  if (finished_) return;
  if (!link || (!waiting_.empty() && !CARRICK_PLANTED(half_close_overtakes)))
    half_close_waits_ = true;
  else
    link->half_close(id);
}

void stream_core::end_at_home(const status& why) {
  if (finished_) return;
  if (why == code::cancelled) {
    drop_waiting();
    if (!link) core_.cancel(*this); // it may wait for one
    if (finished_) return;
  }
  if (!link || !waiting_.empty()) {
    end_waits_ = why;
    return;
  }
  link->end_stream(id, why.code(), why.message());
  finish(why);
}

void stream_core::break_off(const status& why) {
  if (link) link->end_stream(id, why.code(), why.message());
  finish(why);
}

void stream_core::on_item(byte_span body, std::uint32_t cost) noexcept {
  if (finished_) return;
  std::unique_ptr<detail::stream_item> item{detail::stream_item::of(*types_.in)};
  auto options = decoding_of(link->layouts(), types_.in->id);
  item->costs(cost);
  in_mailbox_ += cost;
  if (!credited_) credited_ = link;
  auto decoded = types_.in->decode(body, options, item->value());
  if (!decoded.ok()) {
    consumed(cost);
    return break_off(decoded);
  }
  item->belongs_to(*this);
  item->comes_from_link(cost);
  static_cast<actor_base*>(owner_->get())->inbox().bring(from_, std::move(item), body, options);
}

void stream_core::refuse_item(const status& why) {
  if (!finished_) break_off(why);
}

void stream_core::on_half_closed() noexcept {
  if (!finished_) tell(new half_closed_event);
}

void stream_core::on_ended(carrick::code code, std::string_view text) noexcept {
  if (!finished_) finish(status{code, std::string{text}});
}

void stream_core::finish(status how) {
  stream_core_ptr keep{this, false};
  finished_ = true;
  end_ = std::move(how);
  over_.store(true);
  drop_waiting();
  link.reset();
  let_go_of_credit();
  tell(new over_event);
  owner_.reset();
  from_.reset();
}

void stream_core::tell(detail::stream_event* event) {
  event->belongs_to(*this);
  if (!from_) return enqueue_event(owner_, event); // no link has it
  event->comes_from_link(0);
  static_cast<actor_base*>(owner_->get())->inbox().bring(from_, caf::mailbox_element_ptr{event});
}

} // namespace carrick
