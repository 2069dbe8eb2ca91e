#include <carrick/tools/node_event.hpp>

#include <carrick/core/joined.hpp>
#include <carrick/core/quantity.hpp>
#include <carrick/core/utf8.hpp>
#include <carrick/tools/json_view.hpp>

namespace carrick::tools {
namespace {

std::vector<std::string> with_prefix(std::string_view prefix,
                                     const std::vector<std::string>& lines) {
  std::vector<std::string> out;
  for (const auto& line : lines) out.push_back(std::string{prefix} + made_printable(line));
  return out;
}

std::string seconds_text(double seconds) {
  return show_duration(
    std::chrono::duration_cast<duration>(std::chrono::duration<double>(seconds)));
}

std::string listening_text(const node_event& event) {
  auto out = "listening " + event.address;
  return event.actors.empty() ? out + "  no actors" : out + "  actors " + joined(event.actors);
}

std::string linked_text(const node_event& event) {
  return "linked with " + (event.linked.empty() ? "nobody" : joined(event.linked));
}

} // namespace

std::vector<std::string> text_of(const node_event& event) {
  if (event.event == "listening") return {listening_text(event)};
  if (event.event == "waiting") return with_prefix("waiting for ", event.lines);
  if (event.event == "linked") return {linked_text(event)};
  if (event.event == "ready") return {"ready after " + seconds_text(event.seconds)};
  if (event.event == "stopping") return {"stopping: finishing what runs"};
  if (event.event == "held_up") return with_prefix("still held up by ", event.lines);
  if (event.event == "lost") return event.lines;
  if (event.event == "stopped") return {"stopped after " + seconds_text(event.seconds)};
  return {};
}

std::optional<node_event> parse_node_event(std::string_view json) {
  if (!json.starts_with("{\"event\":")) return std::nullopt;
  auto value = message_from_json(message_type_of<node_event>(), json);
  if (!value) return std::nullopt;
  return std::move(*static_cast<node_event*>(value->get()));
}

} // namespace carrick::tools
