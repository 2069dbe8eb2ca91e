#include "link_watch.hpp"

#include "recorder.hpp"

#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/link_actor.hpp>
#include <carrick/actors/peer_record.hpp>

namespace carrick::test::transcripts {

const dispatcher* dispatcher_between(sim::cluster& of, const std::string& node,
                                     const std::string& other) {
  return of.at(node).find(*node_id::parse(other)).record().dispatcher;
}

void link_watch::look() {
  for (std::size_t node = 0; node < of_.size(); ++node) look_at_node(node);
  for (std::size_t node = 0; node < of_.size(); ++node)
    for (std::size_t other = 0; other < of_.size(); ++other)
      if (node != other) look_at_link(node, other);
}

std::size_t link_watch::life_of(std::uint64_t incarnation) const {
  const auto found = life_of_.find(incarnation);
  return found == life_of_.end() ? 0 : found->second;
}

void link_watch::look_at_node(std::size_t node) {
  const auto now = of_.running(node) ? of_.incarnation(node) : 0;
  auto& before = running_[node];
  if (now == before) return;
  if (before != 0) told_.add(sim::subject::name(node), "is gone");
  before = now;
  if (now == 0) return;
  const auto life = ++lives_[node];
  life_of_[now] = life;
  if (life > 1) told_.add(sim::subject::name(node), "starts life " + std::to_string(life));
}

void link_watch::look_at_link(std::size_t node, std::size_t other) {
  auto& before = links_[{node, other}];
  if (!of_.running(node)) {
    before = nullptr;
    return;
  }
  const auto here = sim::subject::name(node), there = sim::subject::name(other);
  const auto* dispatch = dispatcher_between(of_, here, there);
  const auto* now = dispatch == nullptr ? nullptr : dispatch->link();
  const auto* old = std::exchange(before, now);
  if (now == old) return;
  if (now == nullptr) {
    const auto why = dispatch == nullptr ? "no peer any more" : to_string(dispatch->why_down());
    return told_.add(here, "link down: " + there + ", " + why);
  }
  auto text = (old == nullptr ? "link up: " : "link replaced: ") +
    std::string{now->terms().dialer ? "dialed " : "accepted "} + there;
  const auto life = life_of(now->terms().peer.incarnation.value);
  told_.add(here, life > 1 ? text + " life " + std::to_string(life) : text);
}

} // namespace carrick::test::transcripts
