#pragma once

#include <carrick/actors/loop_driver.hpp>
#include <carrick/sim/draws.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace carrick::sim {

/// How it is decided which of several ready things of a process is next: a handler, a timer, the
/// turn of an actor, a loop.
enum class turn_order : unsigned char {
  drawn,     ///< each time anew, one as likely as the other
  priorities ///< by turn_priorities
};
/// For people.
std::string_view sentence_of(turn_order order) noexcept;

/// Which of several ready things of a process is next: the one with the highest of random
/// priorities, which change at few points. A mistake that needs some things in one order, and
/// nothing else, is more likely seen so than by a choice that is drawn anew each time (PCT:
/// Burckhardt et al., "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs",
/// 2010).
class turn_priorities {
 public:
  explicit turn_priorities(draws from);

  std::size_t choose(const loop_driver::choices& of) noexcept;
  /// Whether the loop of that index goes before the other one when both are ready.
  bool goes_before(std::size_t loop, std::size_t other) const noexcept;

 private:
  /// Higher goes first.
  std::uint64_t priority_of(std::uint64_t what) const noexcept;
  void lower(std::uint64_t what) noexcept;

  static constexpr std::size_t lowered_max = 8;

  draws from_;
  const std::uint64_t key_;
  std::uint64_t left_;                               // choices until the next point of change
  std::array<std::uint64_t, lowered_max> lowered_{}; // the last things that were, in a ring
  std::uint64_t changes_ = 0;
};

} // namespace carrick::sim
