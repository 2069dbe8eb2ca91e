#include <carrick/serialization/duration_text.hpp>

#include <array>
#include <charconv>

namespace carrick {
namespace {

struct known_unit {
  std::string_view name;
  std::int64_t numerator, denominator;
  std::int64_t nanoseconds;
};

constexpr std::int64_t second = 1'000'000'000;
constexpr std::array<known_unit, 7> units{{{"ns", 1, second, 1},
                                           {"us", 1, 1'000'000, 1'000},
                                           {"ms", 1, 1'000, 1'000'000},
                                           {"s", 1, 1, second},
                                           {"min", 60, 1, 60 * second},
                                           {"h", 3'600, 1, 3'600 * second},
                                           {"d", 86'400, 1, 86'400 * second}}};

const known_unit* find_unit(std::string_view name) noexcept {
  for (const auto& unit : units)
    if (unit.name == name) return &unit;
  return nullptr;
}

/// The digits behind a point as nanoseconds of `unit`; they are used up exactly or not at all.
std::optional<std::int64_t> fraction(std::string_view digits, std::int64_t unit) noexcept {
  std::int64_t sum = 0;
  for (char digit : digits) {
    if (digit < '0' || digit > '9' || unit % 10 != 0) return std::nullopt;
    unit /= 10;
    sum += (digit - '0') * unit;
  }
  return sum;
}

std::optional<std::int64_t> scaled(std::int64_t whole, std::string_view digits, bool negative,
                                   std::int64_t from, std::int64_t to) noexcept {
  auto more = fraction(digits, from);
  std::int64_t nanoseconds;
  if (!more || __builtin_mul_overflow(whole, from, &nanoseconds) ||
      __builtin_add_overflow(nanoseconds, negative ? -*more : *more, &nanoseconds) ||
      nanoseconds % to != 0)
    return std::nullopt;
  return nanoseconds / to;
}

} // namespace

std::string_view duration_unit(std::int64_t numerator, std::int64_t denominator) noexcept {
  for (const auto& unit : units)
    if (unit.numerator == numerator && unit.denominator == denominator) return unit.name;
  return {};
}

std::optional<std::int64_t> parse_duration(std::string_view text, std::string_view unit) noexcept {
  std::int64_t whole;
  auto [after, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error != std::errc{}) return std::nullopt;
  bool negative = text.front() == '-';
  text.remove_prefix(static_cast<std::size_t>(after - text.data()));

  std::string_view digits;
  if (text.starts_with('.')) {
    auto end = text.find_first_not_of("0123456789", 1);
    if (end == text.npos || end == 1) return std::nullopt;
    digits = text.substr(1, end - 1);
    text.remove_prefix(end);
  }
  if (text == unit && digits.empty()) return whole;
  auto from = find_unit(text);
  auto to = find_unit(unit);
  if (!from || !to) return std::nullopt;
  return scaled(whole, digits, negative, from->nanoseconds, to->nanoseconds);
}

} // namespace carrick
