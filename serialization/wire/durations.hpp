#pragma once

#include <carrick/core/quantity.hpp>
#include <carrick/serialization/wire/numbers.hpp>

#include <chrono>

namespace carrick::detail {

/// The count, 64 bits wide. In a neutral tree a text such as "1.5s" where the unit has a name, else
/// the count.
template <class Rep, class Period>
struct wire<std::chrono::duration<Rep, Period>> {
  using duration = std::chrono::duration<Rep, Period>;
  using number = std::conditional_t<std::is_floating_point_v<Rep>, double, std::int64_t>;
  static_assert(std::is_arithmetic_v<Rep> && sizeof(Rep) <= sizeof(std::int64_t),
                "carrick: a duration in a message counts in a number of at most 64 bits");
  static constexpr std::size_t bytes_min = sizeof(number);

  static void save(byte_writer& out, duration value) {
    out.number(static_cast<number>(value.count()));
  }
  static void load(byte_reader& in, duration& value) {
    auto count = in.number<number>();
    if (!fits(count)) in.malformed("a duration is too long for its type");
    value = duration{static_cast<Rep>(count)};
  }
  static std::string describe(layout_writer& parts) {
    auto unit = std::string{unit_name()};
    if (unit.empty()) unit = std::to_string(Period::num) + "/" + std::to_string(Period::den) + " s";
    return "duration<" + detail::describe<number>(parts) + "," + unit + ">";
  }
  static void visit(const void* value, value_visitor& visitor) {
    auto count = static_cast<number>(static_cast<const duration*>(value)->count());
    if (is_text())
      visitor.text(format_duration(static_cast<std::int64_t>(count), unit_ns()));
    else
      wire<number>::visit(&count, visitor);
  }
  static void build(value_reader& reader, void* value) {
    number count{};
    if (is_text()) {
      auto text = reader.text(text_expected);
      if (!text) return;
      auto parsed = parse_duration(*text, unit_ns());
      if (!parsed) return reader.complain(to_string(parsed.error()));
      if (!fits(static_cast<number>(*parsed))) return reader.expected("a shorter duration");
      count = static_cast<number>(*parsed);
    } else {
      auto before = reader.findings().size();
      wire<number>::build(reader, &count);
      if (reader.findings().size() != before) return;
      if (!fits(count)) return reader.expected("a shorter duration");
    }
    *static_cast<duration*>(value) = duration{static_cast<Rep>(count)};
  }

 private:
  static constexpr std::string_view text_expected = "a duration such as \"200ms\"";
  /// 0 if it is no whole number, or too large.
  static constexpr std::int64_t unit_ns() {
    std::int64_t ns = 0;
    if (__builtin_mul_overflow(Period::num, std::nano::den, &ns)) return 0;
    return ns % Period::den == 0 ? ns / Period::den : 0;
  }
  static std::string_view unit_name() { return duration_unit(unit_ns()); }
  static bool is_text() { return std::is_integral_v<Rep> && !unit_name().empty(); }
  static bool fits(number count) {
    if constexpr (std::is_floating_point_v<Rep>)
      return true;
    else
      return std::in_range<Rep>(count);
  }
};

} // namespace carrick::detail
