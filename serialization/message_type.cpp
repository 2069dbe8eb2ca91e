#include <carrick/serialization/message_type.hpp>

#include <carrick/serialization/layout_writer.hpp>

namespace carrick {

message_layout message_type::layout() const {
  auto name_or_none = [](const message_type* type) {
    return std::string{type == nullptr ? std::string_view{} : type->name};
  };
  message_layout out;
  out.name = name;
  out.id = id;
  out.kind = kind;
  out.fields = detail::fields_in_words(*fields, out.parts);
  out.reply = name_or_none(reply);
  out.item_out = name_or_none(item_out);
  out.item_in = name_or_none(item_in);
  out.hash = hash_of(out);
  return out;
}

void* message_type::make() const {
  void* memory = ::operator new (size, std::align_val_t{align});
  try {
    construct(memory);
  } catch (...) {
    ::operator delete (memory, std::align_val_t{align});
    throw;
  }
  return memory;
}

void message_type::destroy(void* value) const {
  if (value == nullptr) return;
  destruct(value);
  ::operator delete (value, std::align_val_t{align});
}

status message_type::decode(byte_span bytes, const decode_options& options, void* value) const {
  return detail::decode_into(bytes, options, {name, fields->fields(), load}, value);
}

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

std::vector<field_layout> detail::fields_in_words(const aggregate_type& type,
                                                  std::vector<part_layout>& parts) {
  layout_writer writer{parts};
  return describe_fields(type, writer);
}

status status_of(const value_reader& reader) {
  const auto& findings = reader.findings();
  if (findings.empty()) return {};
  auto text = to_string(findings.front());
  if (findings.size() > 1) text += " (and " + std::to_string(findings.size() - 1) + " more)";
  return fail(code::invalid_argument, std::move(text));
}

} // namespace carrick
