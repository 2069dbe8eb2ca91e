#include <carrick/sim/checkers/members.hpp>

namespace carrick::sim {

void member_checker::see(const observation& what, duration at) {
  if (auto* t = std::get_if<member_told>(&what)) return on(*t, at);
  if (auto* e = std::get_if<executed>(&what)) return arrived(e->got, "request", at);
  if (auto* p = std::get_if<post_handed>(&what)) return arrived(p->got, "post", at);
}

void member_checker::on(const member_told& e, duration at) {
  using change = member_told::change;
  auto& known = members_[{e.at, e.actor}];
  auto text = [&](std::string_view rest) {
    return node_text(e.at.node) + " is told that " + node_text(e.member) + " " + std::string{rest};
  };
  bool was_known = known.contains(e.member);
  if (e.what == change::appears && was_known) fail("I11", text("joins, but it is a member"), at);
  if (e.what == change::goes && !was_known) fail("I11", text("goes, but it is no member"), at);
  if (e.what == change::stays && !was_known) fail("I11", text("changes, but it is no member"), at);
  if (e.what == change::goes)
    known.erase(e.member);
  else
    known.insert(e.member);
}

void member_checker::arrived(const received& got, std::string_view what, duration at) {
  auto known = members_.find({got.by, got.actor});
  if (known == members_.end() || got.what.number == 0) return;
  if (!known->second.contains(got.what.from.node))
    fail("I8",
         numbered(what, got.what.number) + " came to " + node_text(got.by.node) + " from " +
           node_text(got.what.from.node) + ", which is no member there",
         at);
}

} // namespace carrick::sim
