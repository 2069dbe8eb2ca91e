#include <carrick/sim/simulated_ask.hpp>

#include <carrick/actors/peer_layouts.hpp>

namespace carrick::sim {

simulated_ask::simulated_ask(peer to, const message_type& type, byte_span body, time_point deadline)
    : to_(std::move(to)), type_(type), deadline_(deadline) {
  body_.append(body);
}

void simulated_ask::run() noexcept {
  outgoing message;
  message.head.to = {to_.target(), type_.id};
  message.type = &type_;
  message.body = body_.bytes();
  message.deadline = deadline_;
  message.wait_for_link = true;
  to_.core().request(to_.record(), message, *this);
}

void simulated_ask::on_answer(const answer& verdict) noexcept {
  if (verdict.code != code::ok) {
    verdict_.emplace(status{verdict.code, std::string{as_text(verdict.payload)}});
    return;
  }
  client::raw_answer got;
  got.body.append(verdict.payload);
  if (verdict.layouts != nullptr) got.decoding = verdict.layouts->decoding(type_.reply->id);
  verdict_.emplace(std::move(got));
}

} // namespace carrick::sim
