#include <carrick/serialization/layout.hpp>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace carrick {
namespace {

void append_fields(std::string& text, const std::vector<field_layout>& fields) {
  for (const auto& field : fields) text += field.name + ": " + field.type + "\n";
}

/// No name and no type in words has a line break, so that different layouts differ here.
std::string canonical(const message_layout& layout) {
  std::string text = std::string{name_of(layout.kind)} + " " + layout.name + "\n";
  text += "reply " + layout.reply + "\n";
  text += "items " + layout.item_out + " " + layout.item_in + "\n";
  append_fields(text, layout.fields);
  for (const auto& part : layout.parts) {
    text += (part.extensible ? "extensible " : "part ") + part.name + "\n";
    append_fields(text, part.fields);
  }
  return text;
}

} // namespace

std::string to_string(const std::vector<field_layout>& fields) {
  if (fields.empty()) return "{}";
  std::string out;
  for (const auto& field : fields)
    out += (out.empty() ? "{ " : ", ") + field.name + ": " + field.type;
  return out + " }";
}

std::uint64_t hash_of(const message_layout& layout) {
  auto text = canonical(layout);
  return XXH3_64bits(text.data(), text.size());
}

} // namespace carrick
