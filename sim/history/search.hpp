#pragma once

#include <carrick/sim/history/history_call.hpp>
#include <carrick/sim/history/state_space.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace carrick::sim {

/// Which orders of the calls may explain their answers.
enum class consistency : unsigned char {
  linearizable, ///< those in which a call that ended before another began comes before it
  sequential,   ///< those in which the calls of each client keep their order
};

enum class history_verdict : unsigned char {
  right,
  wrong,     ///< no order explains the answers
  undecided, ///< more states than may be looked at
};

/// A call as the search takes it.
struct search_call {
  std::size_t call = 0; ///< in the state space
  std::size_t client = 0;
  std::uint64_t invoked = 0;
  /// Of one without an answer: until where it may happen at the latest.
  std::uint64_t returned = history_call::open_end;
  /// Else it happened at some time after its beginning, or never.
  bool answered = true;
};

struct search_options {
  consistency which = consistency::linearizable;
  /// About 150 bytes each with 20 clients.
  std::size_t states_max = 1'000'000;
};

struct search_result {
  history_verdict verdict = history_verdict::right;
  std::size_t states = 0; ///< that were looked at
  /// Of the order that explains most answers: which calls are in it, as they were given, and the
  /// state behind it.
  std::vector<bool> explained;
  state_space::state_number state = 0;
};

/// Whether an order of the calls gives their answers. Wing and Gong's search with a memory of
/// (calls in the order so far, state), as in Lowe's "Testing for linearizability" (2017), and:
///  - a read whose answer fits is taken at once: it can hinder no other;
///  - the longest order goes on first, and of these the one with the fewest calls that nobody saw
///    answered: such a call is put in only where nothing else goes on;
///  - of two orders with the same answered calls and the same state, one whose other calls are
///    among those of the other one is enough.
search_result search_order(std::span<const search_call> calls, state_space& space,
                           const search_options& options);

} // namespace carrick::sim
