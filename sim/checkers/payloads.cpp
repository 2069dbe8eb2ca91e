#include <carrick/sim/checkers/payloads.hpp>

namespace carrick::sim {

void payload_checker::see(const observation& what, duration at) {
  if (auto* l = std::get_if<link_began>(&what)) linked_.insert({l->at, l->peer});
  if (auto* e = std::get_if<executed>(&what)) return judge(e->got, "request", at);
  if (auto* e = std::get_if<post_handed>(&what)) return judge(e->got, "post", at);
  if (auto* e = std::get_if<item_got>(&what)) return judge(e->got, "item of stream", at);
  if (auto* e = std::get_if<stream_accepted>(&what)) return judge(e->got, "opening of stream", at);
  auto* e = std::get_if<answered>(&what);
  if (e != nullptr && e->what == code::ok) judge(e->reply, "answer to request", at);
}

void payload_checker::judge(const received& got, std::string_view what, duration at) {
  auto wrong = [&](std::string_view why) {
    fail("I7",
         numbered(what, got.what.number) + " at " + node_text(got.by.node) + " " + std::string{why},
         at);
  };
  if (!got.intact) return wrong("is not what was sent");
  if (got.what.cluster != cluster_) return wrong("is of another cluster");
  if (got.what.to != got.by.node) return wrong("is for " + node_text(got.what.to));
  const auto& from = got.what.from;
  if (from == got.by || from.incarnation == 0 || linked_.empty()) return;
  if (!linked_.contains({got.by, from}))
    wrong("is from a process of " + node_text(from.node) + " with which it never had a link");
}

} // namespace carrick::sim
