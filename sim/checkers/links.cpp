#include <carrick/sim/checkers/links.hpp>

namespace carrick::sim {

void link_checker::see(const observation& what, duration at) {
  if (auto* e = std::get_if<link_began>(&what)) {
    auto& links = links_[{e->at, e->peer.node}];
    links.insert(e->link);
    if (links.size() > 1) crowded_.insert({e->at, e->peer.node});
  } else if (auto* c = std::get_if<link_closed>(&what)) {
    auto& links = links_[{c->at, c->peer.node}];
    links.erase(c->link);
    if (links.size() <= 1) crowded_.erase({c->at, c->peer.node});
    judge(c->why, "a link", c->at.node, at);
  } else if (auto* f = std::get_if<link_failed>(&what)) {
    judge(f->why, "a handshake", f->at.node, at);
  } else if (auto* t = std::get_if<turned>(&what)) {
    if (crowded_.empty()) return;
    for (const auto& [who, peer] : crowded_)
      if (who == t->who)
        fail("I6", node_text(who.node) + " has two links to " + node_text(peer), at);
  } else if (auto* p = std::get_if<process_ended>(&what)) {
    std::erase_if(crowded_, [&](const auto& pair) { return pair.first == p->who; });
  } else if (std::holds_alternative<damage_possible>(what)) {
    damage_ = true;
  }
}

void link_checker::judge(code why, std::string_view what, std::size_t node, duration at) {
  if (damage_) return;
  if (why != code::protocol_error && why != code::overrun && why != code::flood &&
      why != code::too_large && why != code::malformed && why != code::version_mismatch)
    return;
  fail("I12",
       std::string{what} + " of " + node_text(node) + " ended as " + std::string{name_of(why)} +
         " among honest nodes",
       at);
}

} // namespace carrick::sim
