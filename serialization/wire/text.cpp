#include <carrick/serialization/wire/text.hpp>

namespace carrick::detail {

bool wire<std::string>::assign(std::string_view text, std::string& value) {
  value.assign(text);
  return true;
}

std::string wire<std::string>::describe(layout_writer&) { return "string"; }

void wire<std::string>::visit(const void* value, value_visitor& visitor) {
  visitor.text(*static_cast<const std::string*>(value));
}

void wire<std::string>::build(value_reader& reader, void* value) {
  if (auto read = reader.text()) static_cast<std::string*>(value)->assign(*read);
}

bool wire<node_id>::assign(std::string_view text, node_id& value) {
  if (text.empty()) {
    value = {};
    return true;
  }
  auto parsed = node_id::parse(text);
  if (parsed) value = std::move(parsed).value();
  return parsed.has_value();
}

std::string wire<node_id>::describe(layout_writer&) { return "node_id"; }

void wire<node_id>::visit(const void* value, value_visitor& visitor) {
  visitor.text(static_cast<const node_id*>(value)->text());
}

void wire<node_id>::build(value_reader& reader, void* value) {
  auto text = reader.text("a node id");
  if (text && !assign(*text, *static_cast<node_id*>(value)))
    reader.expected("a node id (A-Z a-z 0-9 . _ : -)");
}

} // namespace carrick::detail
