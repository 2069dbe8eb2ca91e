#pragma once

#include <carrick/actors/loops.hpp>
#include <carrick/actors/node.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/tools/bench/bench_messages.hpp>

#include <memory>
#include <string>

namespace carrick::tools::bench {

/// The serving side: echo in three kinds of handlers, and counted posts.
class serving_node {
 public:
  serving_node();
  ~serving_node();
  /// Call first. The address for calling_node.
  result<std::string> start();

 private:
  struct counted;
  std::shared_ptr<counted> counted_;
  loops threads_;
  node node_;
};

/// The side that calls and measures.
class calling_node {
 public:
  explicit calling_node(const std::string& server_address);
  status start();

  node_core& core() { return node_.core(); }
  loop& home() { return node_.core().home(); }
  /// The node itself, or its actor.
  peer server(bool actor = false);
  result<counts> server_counts();

 private:
  loops threads_;
  node node_;
};

} // namespace carrick::tools::bench
