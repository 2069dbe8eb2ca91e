#include <carrick/core/quantity.hpp>

#include <carrick/core/log.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <span>

namespace carrick {
namespace {

// Wide enough for the longest duration of any unit in nanoseconds.
__extension__ using wide = __int128;

struct unit {
  std::string_view name;
  std::int64_t factor;
};

// From large to small, as formatting tries them; another spelling stands behind the usual one.
constexpr std::array<unit, 8> times{{{"d", 86'400'000'000'000},
                                     {"h", 3'600'000'000'000},
                                     {"m", 60'000'000'000},
                                     {"min", 60'000'000'000},
                                     {"s", 1'000'000'000},
                                     {"ms", 1'000'000},
                                     {"us", 1'000},
                                     {"ns", 1}}};
constexpr std::array<unit, 4> sizes{
  {{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1}}};
constexpr std::int64_t second_ns = 1'000'000'000;

static_assert(duration::period::den == second_ns, "durations are counted in nanoseconds");

struct language {
  std::string_view what;
  std::string_view example;
  std::string_view allowed;
  std::span<const unit> units;
  bool fractions_and_signs;
};

constexpr language time_language{"a duration", "5s", "ns, us, ms, s, m, h, d", times, true};
constexpr language size_language{"a size", "64KiB", "B, KiB, MiB, GiB", sizes, false};

std::string in_quotes(std::string_view text) { return '"' + printable(text) + '"'; }

const unit* find_unit(const language& of, std::string_view name) noexcept {
  for (const auto& u : of.units)
    if (u.name == name) return &u;
  return nullptr;
}

problem no_quantity(const language& of, std::string_view text) {
  return {in_quotes(text) + " is not " + std::string{of.what},
          "write a number and its unit, such as \"" + std::string{of.example} + '"'};
}

problem wrong_unit(const language& of, std::string_view number, std::string_view name) {
  auto bare = name.substr(std::min(name.find_first_not_of(' '), name.size()));
  if (find_unit(of, bare))
    return {"a space between number and unit", "write \"" + std::string{number}.append(bare) + '"'};
  if (bare.empty())
    return {"no unit behind " + std::string{number}, "allowed units: " + std::string{of.allowed}};
  return {"unknown unit " + in_quotes(bare), "allowed units: " + std::string{of.allowed}};
}

/// The digits behind the point as a number of `factor`; nothing if that is no whole number.
std::optional<wide> fraction_of(std::string_view behind_point, std::int64_t factor) {
  behind_point = behind_point.substr(0, behind_point.find_last_not_of('0') + 1);
  wide number = 0, scale = 1;
  // No factor has more divisors 2 or 5 than that.
  if (behind_point.size() > 18) return std::nullopt;
  for (char c : behind_point) {
    number = number * 10 + (c - '0');
    scale *= 10;
  }
  number *= factor;
  if (number % scale != 0) return std::nullopt;
  return number / scale;
}

/// In units of which each is `step` of the smallest.
result<std::int64_t, problem> parse_quantity(const language& of, std::string_view text,
                                             std::int64_t step) {
  const std::string_view whole_text = text;
  const bool negative = text.starts_with('-');
  if (negative && !of.fractions_and_signs) return problem{in_quotes(text) + " is negative", {}};
  text.remove_prefix(negative);

  auto whole_end = std::min(text.find_first_not_of("0123456789"), text.size());
  auto end = whole_end;
  if (of.fractions_and_signs && end < text.size() && text[end] == '.')
    end = std::min(text.find_first_not_of("0123456789", end + 1), text.size());
  if (whole_end == 0 || end == whole_end + 1) return no_quantity(of, whole_text);

  auto* found = find_unit(of, text.substr(end));
  if (!found) return wrong_unit(of, text.substr(0, end), text.substr(end));
  const problem too_large{in_quotes(whole_text) + " is too large", {}};
  std::uint64_t whole = 0;
  if (std::from_chars(text.data(), text.data() + whole_end, whole).ec != std::errc{})
    return too_large;
  wide sum = wide{whole} * found->factor;
  if (end > whole_end) {
    auto more = fraction_of(text.substr(whole_end + 1, end - whole_end - 1), found->factor);
    if (!more) return problem{in_quotes(whole_text) + " is finer than a nanosecond", {}};
    sum += *more;
  }
  if (sum % step != 0)
    return problem{
      in_quotes(whole_text) + " is no whole number of " + std::string{duration_unit(step)}, {}};
  sum = negative ? -(sum / step) : sum / step;
  using range = std::numeric_limits<std::int64_t>;
  if (sum < range::min() || sum > range::max()) return too_large;
  return static_cast<std::int64_t>(sum);
}

/// Without its sign; at least 1.
std::string format_time(wide ns) {
  for (const auto& u : times)
    if (u.factor > second_ns && ns % u.factor == 0)
      return std::to_string(static_cast<std::uint64_t>(ns / u.factor)).append(u.name);
  const auto& u = *std::find_if(times.begin(), times.end(), [&](const unit& each) {
    return each.factor <= second_ns && each.factor <= ns;
  });
  auto out = std::to_string(static_cast<std::uint64_t>(ns / u.factor));
  if (auto rest = static_cast<std::int64_t>(ns % u.factor); rest != 0) {
    auto padded = std::to_string(u.factor + rest).substr(1); // with its leading zeros
    out += '.' + padded.substr(0, padded.find_last_not_of('0') + 1);
  }
  return out.append(u.name);
}

} // namespace

result<duration, problem> parse_duration(std::string_view text) {
  auto count = parse_quantity(time_language, text, 1);
  if (!count) return count.error();
  return duration{*count};
}

result<std::int64_t, problem> parse_duration(std::string_view text, std::int64_t unit_ns) {
  return parse_quantity(time_language, text, unit_ns);
}

std::string format_duration(duration d) { return format_duration(d.count(), 1); }

std::string format_duration(std::int64_t count, std::int64_t unit_ns) {
  if (count == 0) return "0s";
  auto ns = wide{count} * unit_ns;
  return ns < 0 ? '-' + format_time(-ns) : format_time(ns);
}

std::string show_duration(duration d) {
  using namespace std::chrono_literals;
  duration step = 1ns;
  for (duration end = 1us; step < 1s && d >= end; end *= 10) step *= 10;
  if (d >= 1min) step = d < 1h ? duration{1s} : d < 24h ? duration{1min} : duration{1h};
  if (d > duration::max() - step) return format_duration(d);
  return format_duration((d + step / 2) / step * step);
}

std::string_view duration_unit(std::int64_t ns) noexcept {
  for (const auto& u : times)
    if (u.factor == ns) return u.name;
  return {};
}

result<std::size_t, problem> parse_size(std::string_view text) {
  auto bytes = parse_quantity(size_language, text, 1);
  if (!bytes) return bytes.error();
  return static_cast<std::size_t>(*bytes);
}

std::string format_size(std::size_t bytes) {
  if (bytes == 0) return "0B";
  const auto& u = *std::find_if(sizes.begin(), sizes.end(), [&](const unit& each) {
    return bytes % static_cast<std::size_t>(each.factor) == 0;
  });
  return std::to_string(bytes / static_cast<std::size_t>(u.factor)).append(u.name);
}

} // namespace carrick
