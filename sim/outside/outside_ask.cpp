#include <carrick/sim/outside/outside_ask.hpp>

#include <carrick/actors/call_on.hpp>
#include <carrick/actors/decoding.hpp>

#include <utility>

namespace carrick::sim {

outside_ask::outside_ask(peer to, const message_type& type, buffer body, time_point deadline,
                         std::function<void()> news)
    : to_(std::move(to)),
      type_(type),
      body_(std::move(body)),
      deadline_(deadline),
      news_(std::move(news)) {}

void outside_ask::begin() { to_.core().home().submit(*this); }

void outside_ask::run() noexcept {
  outgoing message;
  message.head.to = {to_.target(), type_.id};
  message.type = &type_;
  message.body = body_.bytes();
  message.deadline = deadline_;
  message.wait_for_link = true;
  to_.core().request(to_.record(), message, *this);
}

void outside_ask::cancel() {
  if (answered()) return;
  run_on(to_.core().home(), [ask = shared_from_this()] {
    if (!ask->answered()) ask->to_.core().cancel(*ask);
  });
}

void outside_ask::lost(const status& why) { settle(status{why}); }

void outside_ask::on_answer(const answer& verdict) noexcept {
  if (verdict.code != code::ok)
    return settle(status{verdict.code, std::string{as_text(verdict.payload)}});
  raw_reply got;
  got.body.append(verdict.payload);
  got.decoding = decoding_of(verdict.layouts, type_.reply->id);
  settle(std::move(got));
}

void outside_ask::settle(result<raw_reply> verdict) {
  const auto news = news_; // who takes the verdict may let go of this
  {
    std::lock_guard guard{mutex_};
    if (verdict_) return;
    verdict_.emplace(std::move(verdict));
  }
  if (news) news();
}

bool outside_ask::answered() const {
  std::lock_guard guard{mutex_};
  return verdict_.has_value();
}

result<raw_reply> outside_ask::take() {
  std::lock_guard guard{mutex_};
  return std::move(*verdict_);
}

} // namespace carrick::sim
