#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace carrick::sim {

/// What an actor of the load begins and must see end.
enum class open_thing : unsigned char {
  request,
  told_post, ///< its status is told
  room,      ///< waits until there is room for posts
  stream,    ///< a side of one
  work,      ///< on a thread that may block
  timer,
  unseen ///< a lasting monitor whose last word is not "up"
};
inline constexpr std::size_t open_thing_count = 7;
std::string_view name_of(open_thing what) noexcept;

/// How many of each an actor has open.
class open_things {
 public:
  void began(open_thing what) noexcept { ++counts_[index(what)]; }
  /// False, and nothing changes: none is open.
  [[nodiscard]] bool ended(open_thing what) noexcept;
  std::uint64_t of(open_thing what) const noexcept { return counts_[index(what)]; }
  /// "3 requests, 1 stream side"; empty: nothing. Timers do not count: they end by themselves.
  std::string text() const;

 private:
  static std::size_t index(open_thing what) noexcept { return static_cast<std::size_t>(what); }

  std::array<std::uint64_t, open_thing_count> counts_{};
};

} // namespace carrick::sim
