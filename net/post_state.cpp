#include <carrick/net/post_state.hpp>

namespace carrick::net {

posts_known post_state::known_of(const post_peer& peer) {
  if (!resumes() || peer.epoch == 0) return {};
  if (peer == taken_from_) return {generation_, in.taken_over()};
  if (peer != told_.peer) told_ = {peer, ++last_generation_};
  posts_known nothing{told_.generation, {}};
  nothing.taken_over.fill(options_.first);
  return nothing;
}

bool post_state::attach(const void* link, const link_terms& terms) {
  link_ = link;
  const post_peer peer{terms.peer.incarnation, terms.peer_epoch};
  bool resumed = resumes() && peer.epoch != 0;
  auto their_window = terms.theirs.post_window, our_window = terms.ours.post_window;
  const auto& here = terms.posts_known_here;
  const auto& there = terms.posts_known_there;

  if (resumed && peer == taken_from_ && here.generation == generation_) {
    in.resume(here.taken_over, our_window);
  } else {
    in.start_anew(our_window);
    told_ = {};
    taken_from_ = resumed ? peer : post_peer{};
    generation_ = resumed ? here.generation : ++last_generation_;
  }
  bool same = resumed && peer == sent_to_ && there.generation == sent_generation_;
  sent_to_ = resumed ? peer : post_peer{};
  sent_generation_ = there.generation;
  if (same) return out.resume(there.taken_over, their_window);
  out.start_anew(their_window);
  return true;
}

} // namespace carrick::net
