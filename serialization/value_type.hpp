#pragma once

#include <carrick/serialization/fwd.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace carrick {

struct field_layout;
struct part_layout;
class layout_writer;

namespace detail {

struct value_type;

/// A declared type without its type: a table of its fields.
struct aggregate_type {
  std::string_view name;
  bool extensible;
  std::size_t count;              ///< of the fields
  const std::string_view* names;  ///< of the fields
  const value_type* const* types; ///< of the fields
  /// Where the fields of `value` are.
  void (*places)(const void* value, const void** out);

  std::span<const std::string_view> fields() const noexcept { return {names, count}; }
};

/// What tools do with a value of a field's type, without its type: everything that is not encoding
/// and decoding. A declared type has its table and needs no functions.
struct value_type {
  std::string (*describe)(layout_writer& parts) = nullptr;
  void (*visit)(const void* value, value_visitor& visitor) = nullptr;
  void (*build)(value_reader& reader, void* value) = nullptr;
  const aggregate_type* aggregate = nullptr;
};

/// The type in words; declared types inside are added to `parts`.
std::string describe(const value_type& type, layout_writer& parts);
void visit(const value_type& type, const void* value, value_visitor& visitor);
void build(const value_type& type, value_reader& reader, void* value);

std::vector<field_layout> describe_fields(const aggregate_type& type, layout_writer& parts);
void visit_fields(const aggregate_type& type, const void* value, value_visitor& visitor);
/// What is missing keeps its default.
void build_fields(const aggregate_type& type, value_reader& reader, void* value);

/// Calls `add` for each element of the reader's list, standing on it.
void build_list(value_reader& reader, void* list, void (*add)(value_reader& reader, void* list));
/// Calls `add` with each key of the reader's object, standing on its value.
void build_object(value_reader& reader, void* map,
                  void (*add)(value_reader& reader, void* map, std::string_view key));

} // namespace detail
} // namespace carrick
