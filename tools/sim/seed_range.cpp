#include <carrick/tools/sim/seed_range.hpp>

#include <charconv>
#include <string_view>
#include <utility>

namespace carrick::tools {
namespace {

constexpr std::uint64_t seeds_max = 1'000'000'000;

bool read(std::string_view text, std::uint64_t& out) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

/// What stands on both sides of a mark; the second is empty without one.
std::pair<std::string_view, std::string_view> halves(std::string_view text, std::string_view mark) {
  auto at = text.find(mark);
  if (at == text.npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + mark.size())};
}

} // namespace

outcome<seed_range> parse_seeds(const std::string& text) {
  auto wrong = usage_failure("\"" + text + "\" are no seeds",
                             {"write a range, such as 1..1000, or how many: 1000"});
  seed_range out;
  if (text.find("..") == text.npos) {
    if (!read(text, out.last) || out.last == 0 || out.last > seeds_max) return wrong;
    return out;
  }
  auto [first, last] = halves(text, "..");
  if (!read(first, out.first) || !read(last, out.last) || out.first > out.last ||
      out.last - out.first >= seeds_max)
    return wrong;
  return out;
}

outcome<seed_range> shard_of(const seed_range& all, const std::string& text) {
  auto [first, second] = halves(text, "/");
  std::uint64_t part = 0, parts = 0;
  if (!read(first, part) || !read(second, parts) || part == 0 || part > parts ||
      parts > all.count())
    return usage_failure("\"" + text + "\" is no part of " + std::to_string(all.count()) + " seeds",
                         {"write the first of four parts as 1/4"});
  auto from = all.first + all.count() * (part - 1) / parts;
  return seed_range{from, all.first + all.count() * part / parts - 1};
}

} // namespace carrick::tools
