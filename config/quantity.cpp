#include <carrick/config/quantity.hpp>

#include <carrick/config/finding.hpp>

#include <array>
#include <charconv>
#include <cstdint>
#include <span>

namespace carrick::config {
namespace {

struct unit {
  std::string_view name;
  std::int64_t factor;
};

// From large to small, as formatting tries them; another spelling stands behind the usual one.
constexpr std::array<unit, 7> times{{{"h", 3'600'000'000'000},
                                     {"m", 60'000'000'000},
                                     {"min", 60'000'000'000},
                                     {"s", 1'000'000'000},
                                     {"ms", 1'000'000},
                                     {"us", 1'000},
                                     {"ns", 1}}};
constexpr std::array<unit, 4> sizes{
  {{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1}}};

struct language {
  std::string_view what;
  std::string_view example;
  std::string_view allowed;
  std::span<const unit> units;
  bool fractions;
};

constexpr language time_language{"a duration", "5s", "ns, us, ms, s, m, h", times, true};
constexpr language size_language{"a size", "64KiB", "B, KiB, MiB, GiB", sizes, false};

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

/// The digits behind the point, in the smallest unit; false if they are not used up exactly.
bool add_fraction(std::string_view digits, std::int64_t factor, std::int64_t& sum) noexcept {
  for (char c : digits) {
    if (factor % 10 != 0 && c != '0') return false;
    factor /= 10;
    if (__builtin_add_overflow(sum, (c - '0') * factor, &sum)) return false;
  }
  return true;
}

parsed<std::int64_t> parse(const language& of, std::string_view text) {
  if (text.starts_with('-')) return problem{in_quotes(text) + " is negative", {}};
  auto whole_end = std::min(text.find_first_not_of("0123456789"), text.size());
  auto end = whole_end;
  if (of.fractions && end < text.size() && text[end] == '.')
    end = std::min(text.find_first_not_of("0123456789", end + 1), text.size());
  if (whole_end == 0 || end == whole_end + 1) return no_quantity(of, text);

  auto* found = find_unit(of, text.substr(end));
  if (!found) return wrong_unit(of, text.substr(0, end), text.substr(end));
  std::int64_t sum = 0;
  auto read = std::from_chars(text.data(), text.data() + whole_end, sum);
  if (read.ec != std::errc{} || __builtin_mul_overflow(sum, found->factor, &sum))
    return problem{in_quotes(text) + " is too large", {}};
  if (end > whole_end &&
      !add_fraction(text.substr(whole_end + 1, end - whole_end - 1), found->factor, sum))
    return problem{in_quotes(text) + " is too large or too fine", {}};
  return sum;
}

std::string format(const language& of, std::int64_t count) {
  if (count == 0) return of.fractions ? "0s" : "0B";
  for (const auto& u : of.units)
    if (count % u.factor == 0) return std::to_string(count / u.factor).append(u.name);
  return {};
}

template <class T>
parsed<T> as(parsed<std::int64_t> from) {
  if (auto* why = std::get_if<problem>(&from)) return std::move(*why);
  return T(std::get<std::int64_t>(from));
}

} // namespace

parsed<duration> parse_duration(std::string_view text) {
  return as<duration>(parse(time_language, text));
}
parsed<std::size_t> parse_size(std::string_view text) {
  return as<std::size_t>(parse(size_language, text));
}

static_assert(duration::period::den == 1'000'000'000, "durations are counted in nanoseconds");

std::string format_duration(duration d) { return format(time_language, d.count()); }
std::string format_size(std::size_t bytes) {
  return format(size_language, static_cast<std::int64_t>(bytes));
}

} // namespace carrick::config
