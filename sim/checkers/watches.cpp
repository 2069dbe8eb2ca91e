#include <carrick/sim/checkers/watches.hpp>

namespace carrick::sim {

void watch_checker::see(const observation& what, duration at) {
  if (auto* b = std::get_if<watch_began>(&what)) watches_[b->watch] = {true, b->lasting};
  if (auto* d = std::get_if<watch_dropped>(&what)) watches_[d->watch].stands = false;
  if (auto* t = std::get_if<watch_told>(&what)) return on(*t, at);
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
  w.told_up = e.up;
  w.told_down = !e.up;
  if (!w.lasting) w.stands = false;
}

} // namespace carrick::sim
