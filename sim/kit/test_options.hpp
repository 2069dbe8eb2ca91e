#pragma once

#include <carrick/actors/loops_options.hpp>
#include <carrick/sim/cluster_options.hpp>

#include <string>
#include <vector>

namespace carrick::sim {

/// What carries the nodes of a test.
enum class runs_on : unsigned char {
  /// One thread, virtual time, a simulated network: the same seed is the same run. Every fault.
  simulation,
  /// Loops with threads of their own, real time, pipes in memory: what simulation leaves out.
  threads,
};

/// How a test's cluster runs.
struct test_options {
  runs_on on = runs_on::simulation;
  std::uint64_t seed = 1;
  /// "n2/store": there is a probe at that name, in place of the actor that the spec has there, if
  /// any. It stays through all lives of the node.
  std::vector<std::string> probes{};
  /// How long the kit waits where a call names no limit; virtual time in simulation.
  duration limit = std::chrono::seconds(30);
  /// The rest of a simulation; its seed and its nodes' options are those of here.
  cluster_options simulation{};
  /// The threads, if it runs on threads.
  loops_options threads{.loops = 2};
  /// Changes the options of that node, by its number, before it is made; none: nobody does.
  std::function<void(std::size_t node, node_options&)> adjust{};
};

} // namespace carrick::sim
