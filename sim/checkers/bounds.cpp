#include <carrick/sim/checkers/bounds.hpp>

namespace carrick::sim {

void bounds_checker::see(const observation& what, duration at) {
  if (auto* m = std::get_if<measured>(&what)) {
    if (m->value > m->limit)
      fail("I9",
           node_text(m->at.node) + ": " + std::string{m->what} + " " + std::to_string(m->value) +
             " of " + std::to_string(m->limit),
           at);
  } else if (auto* t = std::get_if<turned>(&what)) {
    auto& b = busy_[t->who.node];
    if (b.since != at) b = {at, 0};
    if (++b.turns > turns_max) fail("I13", node_text(t->who.node) + " is busy for ever", at);
  } else if (auto* n = std::get_if<not_healed>(&what)) {
    fail("liveness", node_text(n->at.node) + " without faults: " + std::string{n->what}, at);
  } else if (auto* l = std::get_if<left_over>(&what)) {
    if (l->count > 0)
      fail("I10", std::to_string(l->count) + " " + std::string{l->what} + " are left", at);
  }
}

} // namespace carrick::sim
