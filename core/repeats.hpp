#pragma once

#include <carrick/core/time.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace carrick {

/// Which of many like events are worth a line in a log: the first of its kind is told at once, the
/// others are counted, and their number is told at most once in `every`. A machine without I/O; it
/// remembers `kinds_max` kinds at a time, and counts what is of another kind then as "others".
class repeats {
 public:
  static constexpr std::size_t kinds_max = 256;
  static constexpr duration every = std::chrono::minutes(1);

  struct count {
    std::string kind;
    std::uint64_t more = 0; ///< since this kind was told last
  };

  /// Whether this one is to be told now.
  bool is_first(std::string_view kind, time_point now);
  /// The kinds whose number is to be told. Those that did not come again are forgotten.
  std::vector<count> due(time_point now);
  /// When due() is due; `never` if nothing is remembered.
  time_point next_deadline() const noexcept;

 private:
  struct entry {
    std::uint64_t more = 0;
    time_point told_at;
  };

  std::map<std::string, entry, std::less<>> kinds_;
};

} // namespace carrick
