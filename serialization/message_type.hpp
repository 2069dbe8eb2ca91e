#pragma once

#include <carrick/serialization/codec.hpp>
#include <carrick/serialization/layout.hpp>

#include <concepts>
#include <memory>
#include <new>
#include <typeinfo>

namespace carrick {

/// A message type without its type: what registries, tools and inline dispatch work with. There is
/// one constant object a type, from message_type_of<T>(); compare addresses only within one binary.
///
/// `const void*` and `void*` point to a value of the type.
struct message_type {
  std::string_view name;
  std::uint32_t id = 0;
  message_kind kind = message_kind::data;
  const std::type_info* cpp_type = nullptr;
  const message_type* reply = nullptr;    ///< of a request
  const message_type* item_out = nullptr; ///< of a stream
  const message_type* item_in = nullptr;  ///< of a stream

  const detail::aggregate_type* fields = nullptr;

  std::size_t size = 0;  ///< of a value
  std::size_t align = 0; ///< of a value
  void (*construct)(void* memory) = nullptr;
  /// Null where the type cannot be copied.
  void (*copy)(void* memory, const void* from) = nullptr;
  void (*move)(void* memory, void* from) = nullptr;
  void (*destruct)(void* value) = nullptr;
  void (*save)(byte_writer& out, const void* value) = nullptr;
  /// Throws malformed_value; the first `known` fields.
  void (*load)(byte_reader& in, void* value, std::size_t known) = nullptr;

  /// Made anew at each call; registries keep it.
  message_layout layout() const;
  void* make() const;
  void destroy(void* value) const;
  /// Appends the encoding.
  void encode(const void* value, buffer& out) const {
    byte_writer writer{out};
    save(writer, value);
  }
  /// Into a value that was just made. After a failure the value can only be destroyed.
  status decode(byte_span bytes, const decode_options& options, void* value) const;
  void visit(const void* value, value_visitor& visitor) const {
    detail::visit_fields(*fields, value, visitor);
  }
  /// What is wrong stands in the reader's findings; what is missing keeps its value.
  void build(void* value, value_reader& reader) const {
    detail::build_fields(*fields, reader, value);
  }
};

/// A value of a message type, owned.
class message_value {
 public:
  explicit message_value(const message_type& type) : value_(type.make(), {&type}) {}

  const message_type& type() const noexcept { return *value_.get_deleter().type; }
  void* get() noexcept { return value_.get(); }
  const void* get() const noexcept { return value_.get(); }

  /// Appends the encoding.
  void encode(buffer& out) const { type().encode(get(), out); }
  void visit(value_visitor& visitor) const { type().visit(get(), visitor); }

  static result<message_value> decode(const message_type& type, byte_span bytes,
                                      const decode_options& options = {});
  /// `invalid_argument` says the first finding and how many there are.
  static result<message_value> build(const message_type& type, value_source& source,
                                     std::string root = "value");

 private:
  struct destroyer {
    const message_type* type;
    void operator()(void* value) const { type->destroy(value); }
  };

  std::unique_ptr<void, destroyer> value_;
};

/// The first finding as a status, ok when there is none.
status status_of(const value_reader& reader);

/// Fills a declared value (options, too) from a tree; what is missing keeps its value.
template <declared T>
void build(T& value, value_reader& reader) {
  detail::build_fields(detail::aggregate_type_of<T>, reader, &value);
}

/// Shows a declared value part by part.
template <declared T>
void visit(const T& value, value_visitor& visitor) {
  detail::visit_fields(detail::aggregate_type_of<T>, &value, visitor);
}

namespace detail {
std::vector<field_layout> fields_in_words(const aggregate_type& type,
                                          std::vector<part_layout>& parts);
} // namespace detail

/// The fields of a declared type in words; the declared types inside are added to `parts`.
template <declared T>
std::vector<field_layout> fields_in_words(std::vector<part_layout>& parts) {
  return detail::fields_in_words(detail::aggregate_type_of<T>, parts);
}

namespace detail {

template <message T>
constexpr message_type make_type_object();

template <message T>
inline constexpr message_type type_object = make_type_object<T>();

// Templates and not lambdas: a lambda that becomes a pointer is three functions to a compiler.
template <class T>
void construct_value(void* memory) {
  new (memory) T();
}
template <class T>
void copy_value(void* memory, const void* from) {
  new (memory) T(*static_cast<const T*>(from));
}
template <class T>
void move_value(void* memory, void* from) {
  new (memory) T(static_cast<T&&>(*static_cast<T*>(from)));
}
template <class T>
void destruct_value(void* value) {
  static_cast<T*>(value)->~T();
}
template <class T>
void save_value(byte_writer& out, const void* value) {
  save_each(out, places_of(*static_cast<const T*>(value)));
}

template <message T>
constexpr message_type make_type_object() {
  message_type out{
    .name = name_of_message<T>(),
    .id = message_id<T>,
    .kind = kind_of_message<T>,
    .cpp_type = &typeid(T),
    .fields = &aggregate_type_of<T>,
    .size = sizeof(T),
    .align = alignof(T),
    .construct = &construct_value<T>,
    .move = &move_value<T>,
    .destruct = &destruct_value<T>,
    .save = &save_value<T>,
    .load = &load_message<T>,
  };
  if constexpr (std::copy_constructible<T>) out.copy = &copy_value<T>;
  if constexpr (request_message<T>) out.reply = &type_object<reply_of<T>>;
  if constexpr (stream_message<T>) {
    out.item_out = &type_object<item_out_of<T>>;
    out.item_in = &type_object<item_in_of<T>>;
  }
  return out;
}

} // namespace detail

template <message T>
constexpr const message_type& message_type_of() noexcept {
  return detail::type_object<T>;
}

template <message T>
message_layout layout_of() {
  return message_type_of<T>().layout();
}

} // namespace carrick
