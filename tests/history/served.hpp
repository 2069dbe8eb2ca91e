#pragma once

#include <carrick/sim/history/history.hpp>
#include <carrick/sim/history/models.hpp>

#include <cstddef>
#include <cstdint>

/// Histories of objects that are what their models say, or nearly.
namespace carrick::test {

struct served_options {
  std::uint64_t seed = 1;
  std::size_t calls = 100;
  std::size_t clients = 5;
  std::size_t keys = 1;
  /// The share of calls whose answer does not come; half of them happen all the same, some late.
  double unknown = 0;
  /// The share of calls that are answered from a state of some calls ago.
  double stale = 0;
};

sim::history<sim::map_model> served_map(const served_options& options);
sim::history<sim::counter_model> served_counter(const served_options& options);
sim::history<sim::queue_model> served_queue(const served_options& options);
sim::history<sim::lock_model> served_lock(const served_options& options);

} // namespace carrick::test
