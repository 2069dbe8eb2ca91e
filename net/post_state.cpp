#include <carrick/net/post_state.hpp>

#include <algorithm>

namespace carrick::net {
namespace {

// Apart from the epochs that owners give, which are small numbers (or 2^63 and small ones).
constexpr std::uint64_t next_epoch = std::uint64_t{1} << 32;

} // namespace

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
  auto our_window = terms.ours.post_window;
  const auto& here = terms.posts_known_here;

  if (resumed && peer == taken_from_ && here.generation == generation_) {
    in.resume(here.taken_over, our_window);
  } else {
    in.start_anew(our_window);
    told_ = {};
    taken_from_ = resumed ? peer : post_peer{};
    generation_ = resumed ? here.generation : ++last_generation_;
  }
  const count there{resumed ? peer : post_peer{}, terms.posts_known_there.generation};
  if (send_to(there, terms)) return true;
  begin_anew();
  return false;
}

/// False if that count cannot be of what this side has sent.
bool post_state::send_to(const count& there, const link_terms& terms) {
  const auto& known = terms.posts_known_there;
  if (there.peer.epoch != 0 && there == sent_to_)
    return out.resume(known.taken_over, terms.theirs.post_window);
  if (goes_on_elsewhere(there, known)) return false;
  left_ = out.may_be_taken_early() ? sent_to_ : count{};
  sent_to_ = there;
  out.start_anew(terms.theirs.post_window);
  return true;
}

/// It has counted posts that are not those of now: its next number is none that this side would
/// give, and what it acknowledges is more than this side has sent.
bool post_state::goes_on_elsewhere(const count& there, const posts_known& known) const {
  if (there.peer.epoch == 0) return false;
  return there == left_ ||
    std::any_of(known.taken_over.begin(), known.taken_over.end(),
                [this](auto taken) { return taken != options_.first; });
}

void post_state::begin_anew() {
  link_ = nullptr;
  if (resumes()) epoch_ += next_epoch;
  out.give_up();
  in.start_anew(0);
  taken_from_ = {};
  generation_ = ++last_generation_;
  told_ = sent_to_ = left_ = {};
}

} // namespace carrick::net
