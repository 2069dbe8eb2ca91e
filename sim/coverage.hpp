#pragma once

#include <carrick/sim/fault_plan.hpp>
#include <carrick/sim/under_way.hpp>

#include <bitset>
#include <cstddef>
#include <string>
#include <string_view>

namespace carrick::sim {

/// Which combinations of a kind of fault with something else a run has reached: with what was under
/// way where it struck, with another fault that lasted there or had just ended, and with what it
/// was aimed at. Each has a number below `size`.
class coverage {
 public:
  static constexpr std::size_t kinds = static_cast<std::size_t>(last_fault_kind) + 1;
  static constexpr std::size_t moments = static_cast<std::size_t>(last_moment); // but for none
  static constexpr std::size_t pairs_from = kinds * under_way_kinds;
  static constexpr std::size_t aims_from = pairs_from + kinds * (kinds + 1) / 2;
  static constexpr std::size_t size = aims_from + kinds * moments;

  static std::size_t number_of(fault_kind kind, under_way what) noexcept;
  static std::size_t number_of(fault_kind one, fault_kind other) noexcept;
  /// Not of `none`.
  static std::size_t number_of(fault_kind kind, moment aimed_at) noexcept;

  void reach(std::size_t number) noexcept { reached_.set(number); }
  void reach(fault_kind kind, const under_way_set& of) noexcept;
  bool has(std::size_t number) const noexcept { return reached_.test(number); }
  std::size_t count() const noexcept { return reached_.count(); }

  /// A word, for parse(), which says whether it is one.
  std::string text() const;
  bool parse(std::string_view text) noexcept;

 private:
  std::bitset<size> reached_;
};

} // namespace carrick::sim
