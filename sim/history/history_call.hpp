#pragma once

#include <carrick/core/time.hpp>

#include <cstdint>
#include <limits>
#include <string>

namespace carrick::sim {

/// How a call of a recorded history ended.
enum class call_outcome : unsigned char {
  answered, ///< its answer came
  failed,   ///< it surely did not happen
  unknown,  ///< no answer came: it may have happened, or may still
};

/// When a call may have happened that nobody saw answered.
enum class unknown_outcome : unsigned char {
  any_time, ///< at some time after its beginning, or never
  in_time,  ///< before whoever made it gave up, or never
  never,    ///< it has no effect
};

/// One call of a service, as whoever recorded it saw it. What it asked and was answered stands
/// beside it, where the model's types are known.
struct history_call {
  static constexpr std::uint64_t open_end = std::numeric_limits<std::uint64_t>::max();

  std::string client;
  /// Where its beginning and its end stand in the order of all beginnings and ends of the history:
  /// a call that ends before another begins comes before it.
  std::uint64_t invoked = 0, returned = open_end;
  call_outcome outcome = call_outcome::unknown;
  duration invoked_at{}, returned_at{}; ///< for people
};

} // namespace carrick::sim
