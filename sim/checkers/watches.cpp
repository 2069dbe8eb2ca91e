#include <carrick/sim/checkers/watches.hpp>

namespace carrick::sim {

void watch_checker::see(const observation& what, duration at) {
  if (auto* b = std::get_if<watch_began>(&what)) {
    auto& w = watches_[b->watch] = {true, b->lasting};
    w.by = b->by;
    w.node = b->node;
    w.target = b->target;
  }
  if (auto* l = std::get_if<actor_left>(&what))
    ended([&](const record& w) { return w.node == l->who.node && w.target == l->target; });
  if (auto* p = std::get_if<process_ended>(&what)) {
    for (auto& w : watches_) w.stands = w.stands && w.by != p->who;
    ended([&](const record& w) { return w.node == p->who.node; });
  }
  if (std::holds_alternative<all_is_well>(what))
    for (std::uint64_t number = 0; number < watches_.size(); ++number)
      if (watches_[number].stands && watches_[number].has_ended)
        fail("I17", numbered("monitor", number) + " is not told that its actor has ended", at);
  if (auto* d = std::get_if<watch_dropped>(&what)) watches_[d->watch].stands = false;
  if (auto* t = std::get_if<watch_told>(&what)) return on(*t, at);
}

template <class Which>
void watch_checker::ended(Which which) {
  for (auto& w : watches_)
    if (w.stands && w.told_up && which(w)) w.has_ended = true;
}

void watch_checker::on(const watch_told& e, duration at) {
  auto& w = watches_[e.watch];
  auto wrong = [&](std::string_view why) {
    fail("I17",
         numbered("monitor", e.watch) + " is told that its actor is " +
           (e.up ? "there, " : "down, ") + std::string{why},
         at);
  };
  if (!w.stands) return wrong("but it does not stand any more");
  if (!w.lasting && e.up) return wrong("but it is a single one");
  if (e.up ? w.told_up : w.told_down) return wrong("but knows that");
  if (!e.up) w.has_ended = false;
  w.told_up = e.up;
  w.told_down = !e.up;
  if (!w.lasting) w.stands = false;
}

} // namespace carrick::sim
