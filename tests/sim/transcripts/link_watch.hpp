#pragma once

#include <carrick/sim/cluster.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace carrick {
class dispatcher;
class link_actor;
} // namespace carrick

namespace carrick::test::transcripts {

class recorder;

/// Tells which links come up and go down, as both of their nodes see it, and which processes begin
/// and end. To be asked after each event of the world.
class link_watch {
 public:
  link_watch(sim::cluster& of, recorder& told) : of_(of), told_(told) {}

  void look();
  /// Which process of its node that is: the first one is 1.
  std::size_t life_of(std::uint64_t incarnation) const;

 private:
  void look_at_node(std::size_t node);
  void look_at_link(std::size_t node, std::size_t other);

  sim::cluster& of_;
  recorder& told_;
  std::map<std::pair<std::size_t, std::size_t>, const link_actor*> links_; // null: none
  std::map<std::size_t, std::uint64_t> running_;                           // incarnations; 0: none
  std::map<std::size_t, std::size_t> lives_;                               // of each node
  std::map<std::uint64_t, std::size_t> life_of_;
};

/// What `node` sends to `other` with; null while it ends. `node` runs.
const dispatcher* dispatcher_between(sim::cluster& of, const std::string& node,
                                     const std::string& other);

} // namespace carrick::test::transcripts
