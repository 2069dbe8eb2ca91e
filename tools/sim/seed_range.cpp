#include <carrick/tools/sim/seed_range.hpp>

#include <charconv>
#include <optional>
#include <string_view>

namespace carrick::tools {
namespace {

constexpr std::uint64_t seeds_max = 1'000'000'000;

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t out = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return out;
}

} // namespace

outcome<seed_range> parse_seeds(const std::string& text) {
  auto wrong = usage_failure("\"" + text + "\" are no seeds",
                             {"write a range, such as 1..1000, or how many: 1000"});
  auto dots = text.find("..");
  if (dots == std::string::npos) {
    auto count = number(text);
    if (!count || *count == 0 || *count > seeds_max) return wrong;
    return seed_range{1, *count};
  }
  auto first = number(std::string_view{text}.substr(0, dots));
  auto last = number(std::string_view{text}.substr(dots + 2));
  if (!first || !last || *first > *last || *last - *first >= seeds_max) return wrong;
  return seed_range{*first, *last};
}

outcome<seed_range> shard_of(const seed_range& all, const std::string& text) {
  auto slash = text.find('/');
  auto part = number(std::string_view{text}.substr(0, slash));
  auto parts = slash == std::string::npos ? std::nullopt
                                          : number(std::string_view{text}.substr(slash + 1));
  if (!part || !parts || *part == 0 || *part > *parts || *parts > all.count())
    return usage_failure("\"" + text + "\" is no part of " + std::to_string(all.count()) + " seeds",
                         {"write the first of four parts as 1/4"});
  auto from = all.first + all.count() * (*part - 1) / *parts;
  return seed_range{from, all.first + all.count() * *part / *parts - 1};
}

} // namespace carrick::tools
