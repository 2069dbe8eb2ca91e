#pragma once

#include <carrick/serialization/wire/numbers.hpp>

#include <array>
#include <deque>
#include <list>
#include <vector>

namespace carrick {

/// Bytes that are no text.
using blob = std::vector<std::byte>;

namespace detail {

template <class T>
inline constexpr bool is_sequence = false;
template <class T, class A>
inline constexpr bool is_sequence<std::vector<T, A>> = true;
template <class T, class A>
inline constexpr bool is_sequence<std::deque<T, A>> = true;
template <class T, class A>
inline constexpr bool is_sequence<std::list<T, A>> = true;

/// Vectors whose memory is their encoding.
template <class T>
inline constexpr bool is_packed = false;
template <wire_number T, class A>
inline constexpr bool is_packed<std::vector<T, A>> = true;

template <class Sequence>
void visit_list(const void* list, value_visitor& visitor) {
  const auto& values = *static_cast<const Sequence*>(list);
  visitor.begin_list(values.size());
  for (const auto& value : values) {
    const typename Sequence::value_type& element = value; // also of the proxies of vector<bool>
    detail::visit(value_type_of<typename Sequence::value_type>, &element, visitor);
  }
  visitor.end_list();
}

template <class Sequence>
requires is_sequence<Sequence>
struct wire<Sequence> {
  using element = typename Sequence::value_type;
  static constexpr std::size_t bytes_min = 1;

  static void save(byte_writer& out, const Sequence& values) {
    out.count(values.size());
    if constexpr (is_packed<Sequence>) {
      out.raw(std::as_bytes(std::span{values}));
    } else {
      for (const auto& value : values) {
        const element& each = value;
        save_element(out, each);
      }
    }
  }
  static void load(byte_reader& in, Sequence& values) {
    if constexpr (is_packed<Sequence>)
      load_packed(in, values);
    else
      load_each(in, values);
  }
  static std::string describe(layout_writer& parts) {
    return "list<" + detail::describe<element>(parts) + ">";
  }
  static constexpr auto visit = &visit_list<Sequence>;
  static void build(value_reader& reader, void* value) {
    static_cast<Sequence*>(value)->clear();
    build_list(reader, value, [](value_reader& at, void* list) {
      element each{};
      detail::build(value_type_of<element>, at, &each);
      static_cast<Sequence*>(list)->push_back(std::move(each));
    });
  }

 private:
  static void load_packed(byte_reader& in, Sequence& values) {
    auto count = in.count(sizeof(element));
    auto bytes = in.raw(count * sizeof(element));
    values.resize(count);
    if (count > 0) std::memcpy(values.data(), bytes.data(), bytes.size());
  }
  static void load_each(byte_reader& in, Sequence& values) {
    auto count = in.elements(element_bytes_min<element>);
    values.clear();
    if constexpr (requires { values.reserve(count); }) values.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      if constexpr (std::is_same_v<element, bool>) {
        bool each;
        load_element(in, each);
        values.push_back(each);
      } else {
        load_element(in, values.emplace_back());
      }
    }
  }
};

template <>
struct wire<blob> {
  static constexpr std::size_t bytes_min = 1;
  static void save(byte_writer& out, const blob& value) {
    out.count(value.size());
    out.raw(value);
  }
  static void load(byte_reader& in, blob& value) {
    auto bytes = in.raw(in.count(1));
    value.assign(bytes.begin(), bytes.end());
  }
  static std::string describe(layout_writer& parts);
  static void visit(const void* value, value_visitor& visitor);
  static void build(value_reader& reader, void* value);
};

/// Fills `size` elements of `stride` bytes each from a list of as many.
void build_array(value_reader& reader, void* first, std::size_t stride, std::size_t size,
                 const value_type& type);

/// The elements, without a count.
template <class T, std::size_t Size>
struct wire<std::array<T, Size>> {
  static constexpr std::size_t bytes_min = Size * wire<T>::bytes_min;
  static void save(byte_writer& out, const std::array<T, Size>& values) {
    if constexpr (wire_number<T>)
      out.raw(std::as_bytes(std::span{values}));
    else
      for (const auto& value : values) detail::save(out, value);
  }
  static void load(byte_reader& in, std::array<T, Size>& values) {
    if constexpr (wire_number<T> && Size > 0)
      std::memcpy(values.data(), in.raw(bytes_min).data(), bytes_min);
    else
      for (auto& value : values) detail::load(in, value);
  }
  static std::string describe(layout_writer& parts) {
    return "array<" + detail::describe<T>(parts) + "," + std::to_string(Size) + ">";
  }
  static constexpr auto visit = &visit_list<std::array<T, Size>>;
  static void build(value_reader& reader, void* value) {
    if constexpr (Size > 0)
      build_array(reader, static_cast<std::array<T, Size>*>(value)->data(), sizeof(T), Size,
                  value_type_of<T>);
    else
      build_array(reader, nullptr, sizeof(T), 0, value_type_of<T>);
  }
};

} // namespace detail
} // namespace carrick
