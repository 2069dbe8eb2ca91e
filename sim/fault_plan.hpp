#pragma once

#include <carrick/core/time.hpp>
#include <carrick/sim/draws.hpp>
#include <carrick/sim/moment.hpp>
#include <carrick/sim/network/network.hpp>
#include <carrick/sim/network/path.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace carrick::sim {

/// The kinds of faults (the catalogue: docs/simulation.md). The numbers in comments are those of
/// the catalogue.
enum class fault_kind : unsigned char {
  slow_path,      ///< 1 3 delay and jitter of a directed path
  long_tail,      ///< 2
  clog,           ///< 4 one direction is silent for a while
  swizzle,        ///< 5 half of the nodes are clogged one by one and freed in another order
  narrow_path,    ///< 7 bandwidth
  small_window,   ///< 8
  reset,          ///< 9 all connections of a pair break
  resets,         ///< 9 a share of pieces breaks the connection
  half_close,     ///< 10
  partition,      ///< 11 12 symmetric: isolate, split, ring, bridge
  one_way,        ///< 11 asymmetric
  corrupt,        ///< 14
  bad_dials,      ///< 13 16 refused, unanswered, late
  wake_together,  ///< 17 all links of a pair break, so that both dial at once
  stop_accepting, ///< 18
  crash,          ///< 20
  restart,        ///< 20 crash and restart faster than anybody notices
  pause,          ///< 21
  stall,          ///< 21
  clock_jump,     ///< 22
  stop,           ///< 30 a node leaves in good order
  forget,         ///< 23 a node removes another from its membership, and adds it again
  liar,           ///< a stranger speaks to the node, and breaks rules of the protocol
};
inline constexpr auto last_fault_kind = fault_kind::liar;

/// "slow_path", ...
std::string_view name_of(fault_kind kind) noexcept;
bool parse_fault_kind(std::string_view name, fault_kind& out) noexcept;

/// What a fault waits for once its time has come, instead of striking at once.
struct aim {
  moment on = moment::none; ///< of the first of its nodes; with the last one, where both are known
  std::uint64_t count = 1;  ///< so many of them, from 1
  duration after{};         ///< the last of them
};
/// "5ms after handshake 3"; empty: at once.
std::string to_string(const aim& of);

/// One fault: what, when, to whom. Fields that the kind does not use are empty.
struct fault {
  fault_kind kind = fault_kind::clog;
  duration at{};                    ///< since the beginning
  aim aimed{};                      ///< from then on
  duration length{};                ///< until it ends by itself; of crashes: until the restart
  std::vector<std::size_t> nodes{}; ///< whom; of directed ones: from, to; of partitions: one side
  path_options path{};              ///< of path kinds
  dial_options dials{};             ///< of bad_dials
  death how = death::reset;         ///< of crashes
  duration by{};                    ///< of clock jumps
};

/// What a run is disturbed with, as a value: drawn from a seed or read from TOML, printed, shrunk.
struct fault_plan {
  path_options path{};         ///< of all pairs, from the beginning
  std::vector<fault> faults{}; ///< by time

  friend bool operator==(const fault_plan&, const fault_plan&);
};

/// Whether bytes of this run may arrive altered.
bool damages(const fault_plan& plan) noexcept;

struct plan_options {
  std::size_t nodes = 5;
  duration length = std::chrono::seconds(120);
  /// Only these kinds; empty: each seed switches on a random subset of all.
  std::vector<fault_kind> kinds{};
  /// Half of the seeds aim a part of their faults.
  bool aims = false;
};

/// The plan of a seed. At least 50 faults in 120 seconds; none lasts beyond the end, but for those
/// that wait for what they are aimed at.
fault_plan draw_plan(draws from, const plan_options& options);

} // namespace carrick::sim
