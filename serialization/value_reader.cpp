#include <carrick/serialization/value_reader.hpp>

#include <carrick/core/joined.hpp>
#include <carrick/core/limits.hpp>
#include <carrick/core/nearest.hpp>
#include <carrick/core/utf8.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace carrick {
namespace {

constexpr std::size_t findings_max = 100;

// Containers within containers; the aggregates among them are what the wire's depth counts.
constexpr int depth_max = 4 * limits::decode_depth;

/// `; did you mean ttl?` or `; it has key, ttl`.
std::string suggestion(std::string_view given, std::span<const std::string_view> known) {
  if (auto near = nearest(given, {known.begin(), known.end()}); !near.empty())
    return "; did you mean " + near + "?";
  return known.empty() ? "; there is none" : "; there is " + joined(known);
}

std::string quoted(std::string_view text) {
  constexpr std::size_t cut = 64;
  return '"' + made_printable(cut_text(text, cut)) + (text.size() > cut ? "...\"" : "\"");
}

std::optional<double> not_finite(std::string_view text) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return infinity;
  if (text == "-Infinity") return -infinity;
  return std::nullopt;
}

std::string shortest_text(double number) {
  std::array<char, 32> text;
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr};
}

} // namespace

std::string to_string(const value_finding& finding) { return finding.path + ": " + finding.text; }

std::optional<bool> value_reader::boolean() {
  if (is(value_shape::boolean)) return source_.boolean();
  expected("true or false");
  return std::nullopt;
}

std::optional<std::int64_t> value_reader::integer(std::int64_t min, std::int64_t max) {
  if (!is(value_shape::integer)) {
    expected("an integer");
    return std::nullopt;
  }
  auto value = source_.integer();
  if (value && *value >= min && *value <= max) return value;
  expected("an integer from " + std::to_string(min) + " to " + std::to_string(max));
  return std::nullopt;
}

std::optional<std::uint64_t> value_reader::natural(std::uint64_t max) {
  if (!is(value_shape::integer)) {
    expected("an integer");
    return std::nullopt;
  }
  auto value = source_.natural();
  if (value && *value <= max) return value;
  expected("an integer from 0 to " + std::to_string(max));
  return std::nullopt;
}

// JSON has no word for what is not finite: it comes as a text, as in protobuf's JSON.
std::optional<double> value_reader::number(double max) {
  if (is(value_shape::text))
    if (auto value = not_finite(source_.text())) return value;
  if (!is(value_shape::integer) && !is(value_shape::number)) {
    expected("a number");
    return std::nullopt;
  }
  auto value = source_.number();
  if (value && (!std::isfinite(*value) || std::abs(*value) <= max)) return value;
  expected("a number from -" + shortest_text(max) + " to " + shortest_text(max));
  return std::nullopt;
}

std::optional<std::string_view> value_reader::text(std::string_view what) {
  if (is(value_shape::text)) return source_.text();
  expected(what);
  return std::nullopt;
}

std::optional<std::vector<std::byte>> value_reader::bytes() {
  if (is(value_shape::text))
    if (auto value = source_.bytes()) return value;
  expected("bytes as text");
  return std::nullopt;
}

std::optional<std::size_t> value_reader::list() {
  if (is(value_shape::list)) return source_.size();
  expected("a list");
  return std::nullopt;
}

std::optional<std::size_t> value_reader::object() {
  if (is(value_shape::object)) return source_.size();
  expected("an object");
  return std::nullopt;
}

std::optional<std::size_t> value_reader::find(std::string_view name) const {
  for (std::size_t i = 0; i < source_.size(); ++i)
    if (source_.key(i) == name) return i;
  return std::nullopt;
}

void value_reader::check_keys(std::span<const std::string_view> known) {
  for (std::size_t i = 0; i < source_.size(); ++i) {
    auto key = source_.key(i);
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    auto text = "there is no field " + quoted(key) + suggestion(key, known);
    child(i, [&] { complain(std::move(text)); });
  }
}

std::optional<std::size_t> value_reader::one_of(std::span<const std::string_view> known) {
  if (!is(value_shape::text)) {
    expected("one of " + joined(known));
    return std::nullopt;
  }
  auto given = source_.text();
  auto found = std::find(known.begin(), known.end(), given);
  if (found != known.end()) return static_cast<std::size_t>(found - known.begin());
  complain(quoted(given) + " is not one of " + joined(known) +
           (nearest(given, {known.begin(), known.end()}).empty() ? "" : suggestion(given, known)));
  return std::nullopt;
}

void value_reader::complain(std::string text) {
  if (findings_.size() < findings_max)
    findings_.push_back({path_, std::move(text), source_.place()});
}

void value_reader::expected(std::string_view what) {
  complain("expected " + std::string{what} + ", got " + source_.shown());
}

std::optional<std::size_t> value_reader::enter(std::size_t index) {
  if (depth_ == depth_max) {
    complain("nested too deeply");
    return std::nullopt;
  }
  auto parent = path_.size();
  if (is(value_shape::object))
    path_.append(".").append(source_.key(index));
  else
    path_.append("[").append(std::to_string(index)).append("]");
  source_.enter(index);
  ++depth_;
  return parent;
}

void value_reader::leave(std::size_t parent_path) {
  source_.leave();
  path_.resize(parent_path);
  --depth_;
}

} // namespace carrick
