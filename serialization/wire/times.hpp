#pragma once

#include <carrick/serialization/wire/wire.hpp>

#include <chrono>

namespace carrick::detail {

/// Nanoseconds since the beginning of 1970 in UTC, 64 bits wide. In a neutral tree a text of
/// RFC 3339.
template <>
struct wire<std::chrono::system_clock::time_point> {
  using time = std::chrono::system_clock::time_point;
  using nanoseconds = std::chrono::nanoseconds;
  static_assert(std::is_same_v<time::duration, nanoseconds>);
  static constexpr std::size_t bytes_min = sizeof(std::int64_t);

  static void save(byte_writer& out, time value) {
    out.number(std::int64_t{value.time_since_epoch().count()});
  }
  static void load(byte_reader& in, time& value) {
    value = time{nanoseconds{in.number<std::int64_t>()}};
  }
  static std::string describe(layout_writer& parts);
  static void visit(const void* value, value_visitor& visitor);
  static void build(value_reader& reader, void* value);
};

} // namespace carrick::detail
