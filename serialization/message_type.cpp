#include <carrick/serialization/message_type.hpp>

namespace carrick {

result<message_value> message_value::decode(const message_type& type, byte_span bytes,
                                            const decode_options& options) {
  message_value out{type};
  if (auto done = type.decode(bytes, options, out.get()); !done.ok()) return done;
  return out;
}

result<message_value> message_value::build(const message_type& type, value_source& source,
                                           std::string root) {
  message_value out{type};
  value_reader reader{source, std::move(root)};
  type.build(out.get(), reader);
  if (auto done = status_of(reader); !done.ok()) return done;
  return out;
}

status status_of(const value_reader& reader) {
  const auto& findings = reader.findings();
  if (findings.empty()) return {};
  auto text = to_string(findings.front());
  if (findings.size() > 1) text += " (and " + std::to_string(findings.size() - 1) + " more)";
  return fail(code::invalid_argument, std::move(text));
}

} // namespace carrick
