#pragma once

#include <carrick/actors/loops.hpp>
#include <carrick/actors/node.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/tools/bench/bench_messages.hpp>
#include <carrick/tools/bench/load.hpp>

#include <memory>
#include <string>

namespace carrick::tools::bench {

/// A node that serves and calls: echo in three kinds of handlers, counted posts, exchanges.
class bench_node {
 public:
  /// `log` may be null. Both outlive the node.
  bench_node(node_options options, loops& threads, arrival_log* log = nullptr);
  ~bench_node();
  bench_node(const bench_node&) = delete;
  bench_node& operator=(const bench_node&) = delete;

  /// Call first. `actors`: with the actor of that name.
  status start(bool actors = true);

  node& operator*() noexcept { return node_; }
  node* operator->() noexcept { return &node_; }
  node_core& core() noexcept { return node_.core(); }
  loop& home() noexcept { return node_.core().home(); }
  /// A node, or its actor.
  peer find(const char* id, bool actor = false);

 private:
  struct arrivals;
  std::shared_ptr<arrivals> arrivals_;
  node node_;
};

/// The options of one of two nodes on loopback, "server" and "caller"; `other_address` is empty
/// where the other dials.
node_options pair_options(const char* id, const char* other, const std::string& other_address);

/// What the node of that peer has counted so far.
result<counts> counts_of(bench_node& from, const peer& of);

} // namespace carrick::tools::bench
