#include <carrick/sim/checkers/posts.hpp>

#include <algorithm>
#include <utility>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

// After so long a post has come to the queue of its node, unless a loop of the node is held.
constexpr duration clear_after = 100ms;

} // namespace

void post_checker::see(const observation& what, duration at) {
  if (auto* e = std::get_if<posted>(&what)) {
    on(*e, at);
  } else if (auto* t = std::get_if<post_told>(&what)) {
    on(*t, at);
  } else if (auto* h = std::get_if<post_handed>(&what)) {
    on(*h, at);
  } else if (auto* c = std::get_if<posts_counted>(&what)) {
    on(*c, at);
  } else if (auto* b = std::get_if<process_began>(&what)) {
    ends_before_[b->who] = ends_;
  } else if (auto* p = std::get_if<process_ended>(&what)) {
    ++ends_[p->who.node];
  } else if (auto* held = std::get_if<node_held>(&what)) {
    held_[held->node] = std::max(held_[held->node], held->until);
  } else if (auto* f = std::get_if<member_forgotten>(&what)) {
    forgotten_.insert({f->node, f->member});
  }
}

/// The receiver may have pushed posts out of what it keeps of strangers, refused and counted, and
/// does not know what a member took over before.
bool post_checker::was_stranger(const process_id& by, std::size_t to) const {
  return forgotten_.contains({to, by.node});
}

/// A process of that node, since this one began.
bool post_checker::has_ended(const process_id& by, std::size_t to) {
  return ends_[to] > ends_before_[by][to];
}

void post_checker::on(const posted& e, duration at) {
  auto& c = counts_[{e.what.from, e.what.to}];
  ++c.posted;
  c.newest = e.what.number;
  const auto before = std::max(std::exchange(c.newest_at, at), held_[e.what.from.node]);
  c.newest_is_clear = at - before >= clear_after;
  posts_[e.what.number].of = &c;
}

void post_checker::on(const post_told& e, duration at) {
  auto& post = posts_[e.number];
  if (e.taken == code::ok) {
    if (post.of != nullptr) ++post.of->taken;
    return;
  }
  post.not_taken = true;
  if (post.of != nullptr) --post.of->posted;
  if (post.handed > 0)
    fail("I12",
         numbered("post", e.number) + " was handed out, but its sender is told " +
           std::string{name_of(e.taken)},
         at);
}

void post_checker::on(const post_handed& e, duration at) {
  const auto& s = e.got.what;
  if (!e.got.intact || s.number == 0) return;
  auto& post = posts_[s.number];
  if (++post.handed > 1) fail("I1", numbered("post", s.number) + " was handed out twice", at);
  if (post.not_taken)
    fail("I12", numbered("post", s.number) + " was handed out, but it was not taken", at);
  ++counts_[{s.from, s.to}].handed;
}

void post_checker::on(const posts_counted& e, duration at) {
  auto wrong = [&](std::string_view what) {
    fail(
      "I4",
      node_text(e.by.node) + "'s account of posts to " + node_text(e.to) + ": " + std::string{what},
      at);
  };
  if (e.accepted != e.delivered + e.refused + e.dropped + e.unsent + e.in_flight + e.in_doubt)
    return wrong("the parts are not the whole");
  if (e.lost != e.refused + e.dropped + e.in_doubt) return wrong("the reasons are not the losses");
  // What a process took over and had not handed out went with it.
  const bool receiver_ended = has_ended(e.by, e.to);
  const bool pushed_out = was_stranger(e.by, e.to);
  auto& c = counts_[{e.by, e.to}];
  if (e.in_doubt > 0 && !receiver_ended && !pushed_out)
    return wrong(std::to_string(e.in_doubt) + " are called in doubt, but their receiver lives on");
  const auto unknown = e.in_doubt + e.in_flight + e.removed;
  if (c.handed > e.delivered + e.refused + unknown)
    return wrong("of those called dropped or unsent some were handed out");
  if (e.accepted < c.taken) return wrong("fewer are accepted than their senders were told");
  if (e.others_post) return;
  if (e.accepted > c.posted)
    return wrong(std::to_string(c.posted) + " were posted, not " + std::to_string(e.accepted));
  if (e.delivered > c.handed && !receiver_ended)
    return wrong("more are called delivered than were handed out");
  if (e.refused > e.refused_unseen && !pushed_out)
    return wrong("some are called refused that no handler refuses");
  if (unknown > 0 || e.unsent > 0) return;
  if (e.delivered != c.handed && !receiver_ended)
    return wrong("not all that were handed out are called delivered");
  if (!receiver_ended && lost_newest(e, c)) wrong("for want of room the newest was dropped");
}

/// All that were posted were accepted, and what was lost gave way to others.
bool post_checker::lost_newest(const posts_counted& e, const pair_count& c) {
  const auto& newest = posts_[c.newest];
  return e.accepted == c.posted && e.dropped > 0 && e.dropped == e.for_room && e.refused == 0 &&
    c.newest_is_clear && !newest.not_taken && newest.handed == 0;
}

} // namespace carrick::sim
