#include <carrick/actors/ask.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/decoding.hpp>
#include <carrick/actors/direct_call.hpp>
#include <carrick/actors/node_core.hpp>

#include <algorithm>

namespace carrick {
namespace {

std::string target_name(const peer& to, const message_type& type) {
  return "the answer of " + to.id().text() + " to " + std::string{type.name};
}

} // namespace

void pending_ask::start(actor_base& self, const question& what) {
  std::unique_ptr<pending_ask> ask{this}; // until it is on its way
  auto& core = self.core();
  ask->asker_ = self.ctrl();
  ask->context_ = self.current_call();
  ask->to_ = what.to;
  ask->type_ = what.type;
  ask->sender_ = self.sender_number();
  auto wanted = what.deadline != duration::zero() ? what.deadline : core.options().ask_deadline;
  wanted = std::min<duration>(wanted, limits::request_deadline_max);
  ask->deadline_ = std::min(deadline_after(core.now(), wanted), self.deadline());
  if (!what.to) return ask.release()->finish(fail(code::not_found, "a request to nobody"));
  if (wanted < duration::zero())
    return ask.release()->finish(
      fail(code::deadline_exceeded, "the deadline given to ask() lies in the past"));
  auto& home = what.to.core().home();
  if (may_call_directly(home)) {
    auto& scratch = self.scratch();
    scratch.clear();
    what.type->encode(what.message, scratch);
    return ask.release()->send(scratch.bytes());
  }
  what.type->encode(what.message, ask->body_);
  home.submit(*ask.release());
}

void pending_ask::run() noexcept { send(body_.bytes()); }

void pending_ask::send(byte_span body) {
  outgoing message;
  message.head = {.to = {to_.target(), type_->id}, .sender = sender_};
  message.type = type_;
  message.body = body;
  message.deadline = deadline_;
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
  auto asker = std::move(asker_);
  enqueue_event(asker, this);
}

void pending_ask::run(actor_base& self) {
  self.goes_on_with(context_);
  deliver(verdict_);
}

std::string pending_ask::describe() const { return target_name(to_, *type_); }

std::string pending_ask::default_text(carrick::code why) const {
  auto what = std::string{type_->name} + " to " + to_.id().text();
  return what + ": " + std::string{sentence_of(why)};
}

} // namespace carrick
