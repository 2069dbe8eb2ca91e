#pragma once

#include <carrick/core/time.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace carrick::sim {

/// One thing that happened.
struct trace_line {
  duration at{};    ///< since the beginning of the world
  std::string node; ///< empty: the world itself
  std::string kind; ///< one word: "dial", "fault", "link", "crash", ...
  std::string text;
};

/// "  1.204017 n2 link: up with n3".
std::string to_string(const trace_line& line);

/// What happened in a run: always a hash over all of it, and the lines themselves if they are kept.
class trace {
 public:
  /// The last `lines_max` lines are kept; 0: only the hash.
  explicit trace(std::size_t lines_max = 0) : lines_max_(lines_max) {}

  void keep(std::size_t lines_max);
  /// Whether a text is worth making. Whoever notes only while this is so should use explain(): else
  /// the hash of a run is to be compared with that of one that keeps lines too.
  bool keeps() const noexcept { return lines_max_ > 0; }

  /// Numbers alone: for what happens often.
  void note(duration at, std::uint64_t what, std::uint64_t which) noexcept;
  void note(duration at, std::string_view node, std::string_view kind, std::string_view text);
  /// A line for people about what was noted as numbers: kept, but no part of the hash.
  void explain(duration at, std::string_view node, std::string_view kind, std::string_view text);

  std::uint64_t hash() const noexcept { return hash_; }
  std::uint64_t count() const noexcept { return count_; }
  std::vector<trace_line> lines() const { return {lines_.begin(), lines_.end()}; }

 private:
  void mix(std::uint64_t word) noexcept;
  void mix(std::string_view text) noexcept;

  std::size_t lines_max_;
  std::uint64_t hash_ = 0x9e3779b97f4a7c15ull;
  std::uint64_t count_ = 0;
  std::deque<trace_line> lines_;
};

} // namespace carrick::sim
