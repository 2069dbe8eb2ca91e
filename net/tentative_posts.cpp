#include <carrick/net/tentative_posts.hpp>

#include <carrick/core/ensure.hpp>
#include <carrick/core/planted.hpp>

#include <algorithm>

namespace carrick::net {

void tentative_posts::keep(endpoint to, post_lane lane, std::uint64_t sequence, byte_span body) {
  kept one{to, lane, sequence, {}};
  one.body.append(body);
  bytes_ += body.size();
  if (CARRICK_PLANTED(tentative_reversed))
    kept_.push_front(std::move(one));
  else
    kept_.push_back(std::move(one));
}

std::optional<tentative_posts::kept> tentative_posts::take_oldest_of(post_lane lane) {
  auto at = std::find_if(kept_.begin(), kept_.end(), [=](const kept& k) { return k.lane == lane; });
  if (at == kept_.end()) return {};
  kept oldest = std::move(*at);
  kept_.erase(at);
  bytes_ -= oldest.body.size();
  return oldest;
}

tentative_posts::kept tentative_posts::take_oldest() {
  ENSURE(!kept_.empty());
  kept oldest = std::move(kept_.front());
  kept_.pop_front();
  bytes_ -= oldest.body.size();
  return oldest;
}

} // namespace carrick::net
