#include <carrick/sim/checkers/views.hpp>

namespace carrick::sim {
namespace {

// Timers are exact to 2^20 ns, and a turn takes its time.
constexpr duration view_slack = std::chrono::milliseconds(50);

std::string seen_text(const member_seen& e, std::string_view rest) {
  return node_text(e.at.node) + " calls " + node_text(e.member) + " " +
    std::string{name_of(e.state)} + ", " + std::string{rest};
}

} // namespace

void view_checker::see(const observation& what, duration at) {
  const auto* e = std::get_if<member_seen>(&what);
  if (e == nullptr) return;
  if (e->dialed_elsewhere) fail("I11", seen_text(*e, "and would dial it where it is not"), at);
  e->linked ? linked(*e, at) : unlinked(*e, at);
}

void view_checker::linked(const member_seen& e, duration at) {
  const bool fits = e.silent ? e.state == member_state::suspect || e.state == member_state::failed
                             : e.state == member_state::reachable;
  if (!fits)
    fail("I11", seen_text(e, e.silent ? "whose link is silent" : "which is linked"), at);
  else if (e.incarnation != e.of_link)
    fail("I11", seen_text(e, "but as another process than its link leads to"), at);
}

void view_checker::unlinked(const member_seen& e, duration at) {
  if (e.state == member_state::failed || e.state == member_state::left) return;
  if (e.state == member_state::reachable && at > e.since + view_slack)
    return fail("I11", seen_text(e, "which has no link"), at);
  if (at <= e.since + e.fail_after + view_slack) return;
  fail("I11", seen_text(e, "which has had no link for longer than fail_after"), at);
}

} // namespace carrick::sim
