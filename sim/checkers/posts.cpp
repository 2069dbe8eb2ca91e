#include <carrick/sim/checkers/posts.hpp>

#include <algorithm>

namespace carrick::sim {

void post_checker::see(const observation& what, duration at) {
  if (auto* e = std::get_if<posted>(&what)) {
    if (e->taken == code::ok) on(*e);
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
  } else if (auto* f = std::get_if<member_forgotten>(&what)) {
    forgotten_.insert({f->node, f->member});
  }
}

/// The receiver may have pushed posts out of what it keeps of strangers, refused and counted, and
/// does not know what a member took over before.
bool post_checker::was_stranger(const process_id& by, std::size_t to) const {
  return forgotten_.contains({to, by.node});
}

bool post_checker::may_be_in_doubt(const process_id& by, std::size_t to) {
  return ends_[to] > ends_before_[by][to] || was_stranger(by, to);
}

/// Posts leave the queue at its front alone: it holds the last ones that were accepted.
void post_checker::on(const posted& e) {
  auto& c = counts_[{e.what.from, e.what.to}];
  ++c.accepted;
  while (c.queue.size() > e.unsent) c.queue.pop_front();
  for (auto i = e.dropped; i > 0 && !c.queue.empty(); --i) {
    dropped_[c.queue.front()] = true;
    c.queue.pop_front();
  }
  c.queue.push_back(e.what.number);
}

void post_checker::on(const post_told& e, duration at) {
  if (e.taken == code::ok) return;
  not_taken_[e.number] = true;
  if (handed_[e.number] > 0)
    fail("I12",
         numbered("post", e.number) + " was handed out, but its sender is told " +
           std::string{name_of(e.taken)},
         at);
}

void post_checker::on(const post_handed& e, duration at) {
  const auto& s = e.got.what;
  if (!e.got.intact || s.number == 0) return;
  if (++handed_[s.number] > 1) fail("I1", numbered("post", s.number) + " was handed out twice", at);
  if (not_taken_.has(s.number) && not_taken_[s.number])
    fail("I12", numbered("post", s.number) + " was handed out, but it was not taken", at);
  if (dropped_.has(s.number) && dropped_[s.number])
    fail("I4",
         numbered("post", s.number) + " was handed out, but it was the oldest when one was dropped",
         at);
  auto& c = counts_[{s.from, s.to}];
  ++(e.verdict == code::ok ? c.handed : c.refused);
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
  auto& c = counts_[{e.by, e.to}];
  if (e.in_doubt > 0 && !e.is_last && !may_be_in_doubt(e.by, e.to))
    return wrong(std::to_string(e.in_doubt) + " are called in doubt, but their receiver lives on");
  const auto unknown = e.in_doubt + e.in_flight + e.removed;
  if (c.handed + c.refused > e.delivered + e.refused + unknown)
    return wrong("of those called dropped or unsent some were handed out");
  if (e.others_post) return;
  if (e.some_refused_before ? e.accepted > c.accepted : e.accepted != c.accepted)
    return wrong(std::to_string(c.accepted) + " were accepted, not " + std::to_string(e.accepted));
  // What a process took over and had not handed out went with it.
  const bool receiver_ended = ends_[e.to] > ends_before_[e.by][e.to];
  if (e.delivered > c.handed && !receiver_ended)
    return wrong("more are called delivered than were handed out");
  auto pushed_out = was_stranger(e.by, e.to);
  const auto by_handlers = e.refused - std::min(e.refused, e.refused_unseen);
  if (by_handlers > c.refused && !pushed_out) return wrong("more are called refused than were");
  if (unknown > 0 || e.unsent > 0) return;
  if (e.delivered != c.handed && !receiver_ended)
    return wrong("not all that were handed out are called delivered");
  if (by_handlers != c.refused && !pushed_out)
    return wrong("not all that were refused are called refused");
}

} // namespace carrick::sim
