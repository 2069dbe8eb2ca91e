#include <carrick/tools/json_view.hpp>

#include <carrick/tools/json_source.hpp>

namespace carrick::tools {

result<message_value> message_from_json(const message_type& type, std::string_view json) {
  auto source = parse_json(json);
  if (!source) return source.error();
  return message_value::build(type, **source, "$");
}

std::string json_of(const message_value& value) {
  json_writer out;
  value.visit(out);
  return out.take();
}

result<std::string> json_of(const message_type& type, byte_span body,
                            const decode_options& decoding) {
  auto value = message_value::decode(type, body, decoding);
  if (!value) return value.error();
  return json_of(*value);
}

} // namespace carrick::tools
