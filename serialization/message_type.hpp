#pragma once

#include <carrick/serialization/codec.hpp>

#include <memory>
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

  /// Made anew at each call; registries keep it.
  message_layout (*layout)() = nullptr;

  void* (*make)() = nullptr;
  void (*destroy)(void* value) = nullptr;
  void (*encode)(const void* value, buffer& out) = nullptr;
  /// Into a value that was just made. After a failure the value can only be destroyed.
  status (*decode)(byte_span bytes, const decode_options& options, void* value) = nullptr;
  void (*visit)(const void* value, value_visitor& visitor) = nullptr;
  /// What is wrong stands in the reader's findings; what is missing keeps its value.
  void (*build)(void* value, value_reader& reader) = nullptr;
};

/// A value of a message type, owned.
class message_value {
 public:
  explicit message_value(const message_type& type)
      : type_(&type), value_(type.make(), type.destroy) {}

  const message_type& type() const noexcept { return *type_; }
  void* get() noexcept { return value_.get(); }
  const void* get() const noexcept { return value_.get(); }

  /// Appends the encoding.
  void encode(buffer& out) const { type_->encode(get(), out); }
  void visit(value_visitor& visitor) const { type_->visit(get(), visitor); }

  static result<message_value> decode(const message_type& type, byte_span bytes,
                                      const decode_options& options = {});
  /// `invalid_argument` says the first finding and how many there are.
  static result<message_value> build(const message_type& type, value_source& source,
                                     std::string root = "value");

 private:
  const message_type* type_;
  std::unique_ptr<void, void (*)(void*)> value_;
};

/// The first finding as a status, ok when there is none.
status status_of(const value_reader& reader);

/// Fills a declared value (options, too) from a tree; what is missing keeps its value.
template <declared T>
void build(T& value, value_reader& reader) {
  detail::build(reader, value);
}

/// Shows a declared value part by part.
template <declared T>
void visit(const T& value, value_visitor& visitor) {
  detail::visit(value, visitor);
}

/// The fields of a declared type in words; the declared types inside are added to `parts`.
template <declared T>
std::vector<field_layout> fields_in_words(std::vector<part_layout>& parts) {
  layout_writer writer{parts};
  return detail::describe_fields<T>(writer);
}

template <message T>
message_layout layout_of() {
  message_layout out;
  out.name = name_of_message<T>();
  out.id = message_id<T>;
  out.kind = kind_of_message<T>;
  out.fields = fields_in_words<T>(out.parts);
  if constexpr (request_message<T>) out.reply = name_of_message<reply_of<T>>();
  if constexpr (stream_message<T>) {
    out.item_out = name_of_message<item_out_of<T>>();
    out.item_in = name_of_message<item_in_of<T>>();
  }
  out.hash = hash_of(out);
  return out;
}

namespace detail {

template <message T>
constexpr message_type make_type_object();

template <message T>
inline constexpr message_type type_object = make_type_object<T>();

template <message T>
constexpr message_type make_type_object() {
  message_type out{
    .name = name_of_message<T>(),
    .id = message_id<T>,
    .kind = kind_of_message<T>,
    .cpp_type = &typeid(T),
    .layout = &layout_of<T>,
    .make = []() -> void* { return new T(); },
    .destroy = [](void* value) { delete static_cast<T*>(value); },
    .encode = [](const void* value,
                 buffer& to) { carrick::encode(*static_cast<const T*>(value), to); },
    .decode = [](byte_span bytes, const decode_options& options,
                 void* value) { return decode_into(bytes, options, plan_of<T>, value); },
    .visit = [](const void* value,
                value_visitor& visitor) { visit_fields(*static_cast<const T*>(value), visitor); },
    .build = [](void* value,
                value_reader& reader) { build_fields(reader, *static_cast<T*>(value)); },
  };
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

} // namespace carrick
