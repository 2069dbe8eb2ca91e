#include <carrick/actors/ask.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/decoding.hpp>
#include <carrick/actors/direct_call.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/core/planted.hpp>

#include <algorithm>

namespace carrick {
namespace {

std::string target_name(const peer& to, const message_type& type) {
  return "the answer of " + to.id().text() + " to " + std::string{type.name};
}

} // namespace

std::uint32_t pending_ask::start(actor_base& self, const erased_call& what) {
  std::unique_ptr<pending_ask> ask{this}; // until it is on its way
  auto& core = self.core();
  ask->asker_ = self.ctrl();
  ask->context_ = self.current_call();
  ask->to_ = what.to;
  ask->type_ = what.type;
  ask->sender_ = self.sender_number();
  ask->wait_for_link_ = what.options.wait_for_link;
  auto given = what.options.deadline;
  auto wanted = given != duration::zero() ? given : core.options().ask_deadline;
  wanted = std::min<duration>(wanted, limits::request_deadline_max);
  ask->deadline_ = std::min(deadline_after(core.now(), wanted),
                            CARRICK_PLANTED(deadline_not_inherited) ? never : self.deadline());
  const auto number = ask->number_ = self.adopt(*this);
  if (auto why = check(self, what, wanted); !why.ok()) {
    ask.release()->finish(std::move(why));
    return number;
  }
  auto& home = what.to.core().home();
  if (may_call_directly(home)) {
    auto& scratch = self.scratch();
    scratch.clear();
    what.type->encode(what.message, scratch);
    ask.release()->send(scratch.bytes());
    return number;
  }
  what.type->encode(what.message, ask->body_);
  if (auto taken = what.to.core().on_the_way().take(ask->place_, body_.size()); !taken.ok())
    ask.release()->finish(std::move(taken));
  else
    home.submit(*ask.release());
  return number;
}

/// Why it is not sent.
status pending_ask::check(const actor_base& self, const erased_call& what, duration wanted) {
  if (!what.to) return fail(code::not_found, "a request to nobody");
  if (wanted < duration::zero())
    return fail(code::deadline_exceeded, "the deadline given to ask() lies in the past");
  if (number_ == actor_base::no_ask)
    return fail(code::overloaded, self.label() + " waits for too many answers already");
  if (context_ && !context_->follow(*this, asker_))
    return fail(code::cancelled, "who asked " + self.label() + " has given up meanwhile");
  return {};
}

void pending_ask::run() noexcept {
  place_.arrived();
  send(body_.bytes());
}

void pending_ask::send(byte_span body) {
  outgoing message;
  message.head = {.to = {to_.target(), type_->id}, .sender = sender_};
  message.type = type_;
  message.body = body;
  message.deadline = deadline_;
  message.wait_for_link = wait_for_link_;
  to_.core().request(to_.record(), message, *this);
}

void pending_ask::on_answer(const answer& verdict) noexcept {
  if (verdict.code == code::ok) {
    auto options = decoding_of(verdict.layouts, type_->reply->id);
    return finish(type_->reply->decode(verdict.payload, options, reply_));
  }
  std::string text{as_text(verdict.payload)};
  finish({verdict.code, text.empty() ? default_text(verdict.code) : std::move(text)});
}

void pending_ask::finish(status verdict) {
  verdict_ = std::move(verdict);
  if (stage_.exchange(stage::settled) == stage::open) bring_verdict();
}

void pending_ask::bring_verdict() {
  auto asker = std::move(asker_);
  enqueue_event(asker, this);
}

void pending_ask::cancel() {
  if (std::exchange(given_up_, true)) return;
  auto expected = stage::open;
  if (!stage_.compare_exchange_strong(expected, stage::giving_up)) return; // it is on its way
  auto& home = to_.core().home();
  if (may_call_directly(home)) return cancel_at_home();
  home.submit(cancel_task_);
}

void pending_ask::cancel_at_home() {
  auto expected = stage::giving_up;
  if (!stage_.compare_exchange_strong(expected, stage::open))
    return CARRICK_PLANTED(crossing_verdict_lost) ? void() : bring_verdict();
  to_.core().cancel(*this); // finish() follows
}

void pending_ask::run(actor_base& self) {
  self.forget_ask(number_);
  if (context_) context_->asks().remove(*this);
  self.goes_on_with(context_);
  deliver(verdict_);
}

void ask_handle::cancel() const {
  if (self_ != nullptr) self_->cancel_ask(number_);
}

std::string pending_ask::describe() const { return target_name(to_, *type_); }

std::string pending_ask::default_text(carrick::code why) const {
  auto what = std::string{type_->name} + " to " + to_.id().text();
  return what + ": " + std::string{sentence_of(why)};
}

} // namespace carrick
