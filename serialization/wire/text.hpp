#pragma once

#include <carrick/core/ids.hpp>
#include <carrick/core/utf8.hpp>
#include <carrick/serialization/wire/wire.hpp>

namespace carrick::detail {

/// Length and UTF-8. Bytes that are no text belong into a carrick::blob.
template <>
struct wire<std::string> {
  static constexpr std::size_t bytes_min = 1;
  static void save(byte_writer& out, const std::string& value) {
    out.count(value.size());
    out.raw(as_bytes(value));
  }
  static std::string_view load_view(byte_reader& in) {
    auto text = as_text(in.raw(in.count(1)));
    if (!valid_utf8(text)) in.malformed("a text is not UTF-8");
    return text;
  }
  static void load(byte_reader& in, std::string& value) { value.assign(load_view(in)); }
  static bool assign(std::string_view text, std::string& value);
  static std::string describe(layout_writer& parts);
  static void visit(const void* value, value_visitor& visitor);
  static void build(value_reader& reader, void* value);
};

/// As text; an empty one names nobody.
template <>
struct wire<node_id> {
  static constexpr std::size_t bytes_min = 1;
  static void save(byte_writer& out, const node_id& value) { detail::save(out, value.text()); }
  static void load(byte_reader& in, node_id& value) {
    auto text = wire<std::string>::load_view(in);
    if (!assign(text, value)) in.malformed("a text is no node id");
  }
  static bool assign(std::string_view text, node_id& value);
  static std::string describe(layout_writer& parts);
  static void visit(const void* value, value_visitor& visitor);
  static void build(value_reader& reader, void* value);
};

/// What may be the key of an object in a neutral tree.
template <class T>
concept wire_key_text = std::is_same_v<T, std::string> || std::is_same_v<T, node_id>;

} // namespace carrick::detail
