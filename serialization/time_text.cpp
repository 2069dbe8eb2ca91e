#include <carrick/serialization/time_text.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <type_traits>

namespace carrick {
namespace {

using wall_time = std::chrono::system_clock::time_point;
static_assert(std::is_same_v<wall_time::duration, std::chrono::nanoseconds>);

constexpr std::int64_t nanoseconds_a_second = 1'000'000'000;
constexpr int seconds_a_minute = 60, seconds_an_hour = 3'600;
constexpr std::int64_t seconds_a_day = 86'400;
constexpr std::size_t fraction_digits = 9;

/// The quotient, rounded down, and what is left; `number` may be the least of its type.
struct division {
  std::int64_t quotient, rest;
  constexpr division(std::int64_t number, std::int64_t by)
      : quotient(number / by), rest(number % by) {
    if (rest >= 0) return;
    rest += by;
    --quotient;
  }
};

/// Takes a text apart from its front; once something was not there, all that follows is not.
class time_scanner {
 public:
  explicit time_scanner(std::string_view text) : left_(text) {}

  std::int64_t digits(std::size_t count, std::int64_t max) {
    auto taken = left_.substr(0, count);
    std::int64_t value = 0;
    for (char c : taken) {
      good_ = good_ && c >= '0' && c <= '9';
      value = value * 10 + (c - '0');
    }
    good_ = good_ && taken.size() == count && value <= max;
    left_.remove_prefix(taken.size());
    return value;
  }
  bool optional(std::string_view any_of) {
    if (left_.empty() || any_of.find(left_.front()) == any_of.npos) return false;
    last_ = left_.front();
    left_.remove_prefix(1);
    return true;
  }
  void one(std::string_view any_of) { good_ = optional(any_of) && good_; }
  /// As nanoseconds.
  std::int64_t fraction() {
    auto size = std::min(left_.find_first_not_of("0123456789"), left_.size());
    good_ = good_ && size >= 1 && size <= fraction_digits;
    if (!good_) return 0;
    auto value = digits(size, nanoseconds_a_second);
    for (auto i = size; i < fraction_digits; ++i) value *= 10;
    return value;
  }
  char last() const { return last_; }
  bool complete() const { return good_ && left_.empty(); }

 private:
  std::string_view left_;
  char last_ = 0;
  bool good_ = true;
};

std::optional<wall_time> time_of(std::int64_t seconds, std::int64_t nanoseconds) {
  if (seconds < 0 && nanoseconds > 0) {
    // Toward zero: the first second of the type is not whole in it.
    ++seconds;
    nanoseconds -= nanoseconds_a_second;
  }
  std::int64_t count = 0;
  if (__builtin_mul_overflow(seconds, nanoseconds_a_second, &count) ||
      __builtin_add_overflow(count, nanoseconds, &count))
    return std::nullopt;
  return wall_time{std::chrono::nanoseconds{count}};
}

} // namespace

std::string time_text(wall_time at) {
  const division whole{at.time_since_epoch().count(), nanoseconds_a_second};
  const division days{whole.quotient, seconds_a_day};
  auto seconds = static_cast<int>(days.rest);
  std::chrono::year_month_day date{
    std::chrono::sys_days{std::chrono::days{static_cast<int>(days.quotient)}}};
  std::array<char, 64> text;
  auto size = std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%09dZ",
                            static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                            static_cast<unsigned>(date.day()), seconds / seconds_an_hour,
                            seconds % seconds_an_hour / seconds_a_minute,
                            seconds % seconds_a_minute, static_cast<int>(whole.rest));
  return {text.data(), static_cast<std::size_t>(size)};
}

std::optional<wall_time> parse_time(std::string_view text) noexcept {
  time_scanner in{text};
  auto year = in.digits(4, 9'999);
  in.one("-");
  auto month = in.digits(2, 12);
  in.one("-");
  auto day = in.digits(2, 31);
  in.one("Tt ");
  auto seconds = in.digits(2, 23) * seconds_an_hour;
  in.one(":");
  seconds += in.digits(2, 59) * seconds_a_minute;
  in.one(":");
  seconds += in.digits(2, 59);
  auto nanoseconds = in.optional(".") ? in.fraction() : 0;
  in.one("Zz+-");
  if (auto sign = in.last(); sign == '+' || sign == '-') {
    auto offset = in.digits(2, 23) * seconds_an_hour;
    in.one(":");
    offset += in.digits(2, 59) * seconds_a_minute;
    seconds += sign == '+' ? -offset : offset;
  }
  std::chrono::year_month_day date{std::chrono::year{static_cast<int>(year)},
                                   std::chrono::month{static_cast<unsigned>(month)},
                                   std::chrono::day{static_cast<unsigned>(day)}};
  if (!in.complete() || !date.ok()) return std::nullopt;
  seconds += std::chrono::sys_days{date}.time_since_epoch().count() * seconds_a_day;
  return time_of(seconds, nanoseconds);
}

} // namespace carrick
