#include <carrick/serialization/wire/times.hpp>

#include <carrick/serialization/time_text.hpp>

namespace carrick::detail {

using wall_time_wire = wire<std::chrono::system_clock::time_point>;

std::string wall_time_wire::describe(layout_writer&) { return "time"; }

void wall_time_wire::visit(const void* value, value_visitor& visitor) {
  visitor.text(time_text(*static_cast<const time*>(value)));
}

void wall_time_wire::build(value_reader& reader, void* value) {
  constexpr std::string_view expected = "a time such as \"2026-01-31T12:00:00Z\"";
  auto text = reader.text(expected);
  if (!text) return;
  if (auto parsed = parse_time(*text))
    *static_cast<time*>(value) = *parsed;
  else
    reader.expected(expected);
}

} // namespace carrick::detail
