#include <carrick/sim/application/client_call.hpp>

#include <carrick/actors/call_on.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/peer_layouts.hpp>

#include <utility>

namespace carrick::sim {
namespace {

/// How long a client takes to see that nobody is there: what it does next is later than that.
constexpr auto refusal_takes = std::chrono::milliseconds(1);

} // namespace

client_call::client_call(client_host& host, what call, const message_type& type, buffer body)
    : host_(host), call_(std::move(call)), type_(type), body_(std::move(body)) {}

void client_call::begin() {
  const auto now = host_.in().now();
  if (host_.process_of(call_.from) == 0) return host_.in().at(now + refusal_takes, give_up_);
  to_ = host_.target_of(call_.from, call_.to);
  const auto& own = to_.core().options().ask_deadline;
  until_ = deadline_after(now, call_.deadline > duration::zero() ? call_.deadline : own);
  with_node_ = true;
  process_ = host_.process_of(call_.from);
  host_.keep(shared_from_this());
  host_.in().at(until_, give_up_);
  to_.core().home().submit(*this);
}

void client_call::run() noexcept {
  if (verdict_) { // its time was over before the loop came to it
    with_node_ = false;
    return;
  }
  outgoing message;
  message.head.to = {to_.target(), type_.id};
  message.type = &type_;
  message.body = body_.bytes();
  message.deadline = until_;
  to_.core().request(to_.record(), message, *this);
}

void client_call::on_answer(const answer& verdict) noexcept {
  with_node_ = false;
  if (verdict_) return;
  if (verdict.code != code::ok)
    return settle(fail(verdict.code, std::string{as_text(verdict.payload)}));
  raw_reply got;
  got.body.append(verdict.payload);
  if (verdict.layouts != nullptr) got.decoding = verdict.layouts->decoding(type_.reply->id);
  settle(std::move(got));
}

/// What is handed to its loop will run.
bool client_call::is_with_node() const {
  return with_node_ && host_.process_of(call_.from) == process_;
}

void client_call::cancel() {
  if (verdict_ || host_.is_over() || !is_with_node()) return;
  run_on(to_.core().home(), [call = shared_from_this()] {
    if (call->with_node_ && !call->verdict_) call->to_.core().cancel(*call);
  });
}

void client_call::process_ended(std::uint64_t incarnation) {
  if (incarnation != process_ || !with_node_) return;
  process_ended_ = true;
  with_node_ = false;
  settle(fail(code::link_lost, host_.name_of(call_.from) + " has ended meanwhile"));
}

void client_call::give_up() {
  if (until_ == time_point{})
    return settle(fail(code::unreachable, host_.name_of(call_.from) + " does not run"));
  settle(fail(code::deadline_exceeded, "no verdict from " + call_.to + " in time"));
}

void client_call::settle(result<raw_reply> verdict) {
  if (verdict_) return;
  verdict_.emplace(std::move(verdict));
  host_.in().cancel(give_up_);
  if (auto* who = std::exchange(waits_, nullptr)) host_.go_on(*who);
}

} // namespace carrick::sim
