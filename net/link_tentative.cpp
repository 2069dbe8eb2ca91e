#include <carrick/core/planted.hpp>
#include <carrick/net/link_parts.hpp>

namespace carrick::net {

void link::be_tentative(tentative_limits most, std::string refusal) {
  parts_->tentative = std::make_unique<tentative_posts>(most, std::move(refusal));
}
bool link::is_tentative() const noexcept {
  return parts_->tentative && !parts_->tentative->is_promoted();
}
std::size_t link::kept_posts() const noexcept {
  return parts_->tentative ? parts_->tentative->size() : 0;
}
void link::promote(time_point now) {
  parts_->touch(now);
  if (parts_->tentative) parts_->tentative->promote();
}

/// Nothing of it is taken over yet, but for what it pushes out.
const event* link::parts::keep_post(const addressed& m, post_lane lane, std::uint64_t sequence) {
  auto push_out = [&](const tentative_posts::kept& k) {
    refuse_post(k.lane, k.sequence, code::dropped, k.body.size());
  };
  if (!tentative->fits(m.body.size())) {
    // To take it over is to take over what came before it in its lane.
    if (lane != post_lane::bulk)
      while (auto older = tentative->take_oldest_of(lane)) push_out(*older);
    refuse_post(lane, sequence, code::dropped, m.body.size());
    return {};
  }
  tentative->keep(m.to, lane, sequence, m.body);
  while (tentative->is_over()) push_out(tentative->take_oldest());
  return {};
}

/// The next of those that were kept until the peer became a member; then there is nothing tentative
/// about it.
const event* link::parts::kept_post() {
  if (over || fenced() || tentative->empty()) {
    tentative.reset();
    return {};
  }
  auto oldest = tentative->take_oldest();
  kept_body = std::move(oldest.body);
  if (CARRICK_PLANTED(promotion_gap)) tentative.reset();
  ++counters.posts_in;
  posts_in.taken_over(oldest.lane, oldest.sequence, kept_body.size(), now);
  return emit(post_arrived{{oldest.to, kept_body.bytes()}, oldest.lane});
}

} // namespace carrick::net
