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
void visit_list(const Sequence& values, value_visitor& visitor) {
  visitor.begin_list(values.size());
  for (const auto& value : values) {
    const typename Sequence::value_type& element = value; // also of the proxies of vector<bool>
    detail::visit(element, visitor);
  }
  visitor.end_list();
}

/// Calls `add` with each element that was built.
template <class Element, class Add>
void build_list(value_reader& reader, Add&& add) {
  auto size = reader.list();
  for (std::size_t i = 0; size && i < *size; ++i)
    reader.child(i, [&] {
      Element element{};
      detail::build(reader, element);
      add(std::move(element));
    });
}

template <class Sequence>
requires is_sequence<Sequence>
struct wire<Sequence> {
  using element = typename Sequence::value_type;
  static constexpr std::size_t bytes_min = 1;

  static void save(output_archive& out, const Sequence& values) {
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
  static void load(input_archive& in, Sequence& values) {
    if constexpr (is_packed<Sequence>)
      load_packed(in, values);
    else
      load_each(in, values);
  }
  static std::string describe(layout_writer& parts) {
    return "list<" + detail::describe<element>(parts) + ">";
  }
  static void visit(const Sequence& values, value_visitor& visitor) { visit_list(values, visitor); }
  static void build(value_reader& reader, Sequence& values) {
    values.clear();
    build_list<element>(reader, [&](element&& e) { values.push_back(std::move(e)); });
  }

 private:
  static void load_packed(input_archive& in, Sequence& values) {
    auto count = in.count(sizeof(element));
    auto bytes = in.raw(count * sizeof(element));
    values.resize(count);
    if (count > 0) std::memcpy(values.data(), bytes.data(), bytes.size());
  }
  static void load_each(input_archive& in, Sequence& values) {
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
  static void save(output_archive& out, const blob& value) {
    out.count(value.size());
    out.raw(value);
  }
  static void load(input_archive& in, blob& value) {
    auto bytes = in.raw(in.count(1));
    value.assign(bytes.begin(), bytes.end());
  }
  static std::string describe(layout_writer&) { return "bytes"; }
  static void visit(const blob& value, value_visitor& visitor) { visitor.bytes(value); }
  static void build(value_reader& reader, blob& value) {
    if (auto read = reader.bytes()) value = std::move(*read);
  }
};

/// The elements, without a count.
template <class T, std::size_t Size>
struct wire<std::array<T, Size>> {
  static constexpr std::size_t bytes_min = Size * wire<T>::bytes_min;
  static void save(output_archive& out, const std::array<T, Size>& values) {
    if constexpr (wire_number<T>)
      out.raw(std::as_bytes(std::span{values}));
    else
      for (const auto& value : values) detail::save(out, value);
  }
  static void load(input_archive& in, std::array<T, Size>& values) {
    if constexpr (wire_number<T> && Size > 0)
      std::memcpy(values.data(), in.raw(bytes_min).data(), bytes_min);
    else
      for (auto& value : values) detail::load(in, value);
  }
  static std::string describe(layout_writer& parts) {
    return "array<" + detail::describe<T>(parts) + "," + std::to_string(Size) + ">";
  }
  static void visit(const std::array<T, Size>& values, value_visitor& visitor) {
    visit_list(values, visitor);
  }
  static void build(value_reader& reader, std::array<T, Size>& values) {
    auto size = reader.list();
    if (size && *size != Size) reader.expected("a list of " + std::to_string(Size));
    for (std::size_t i = 0; size == Size && i < Size; ++i)
      reader.child(i, [&] { detail::build(reader, values[i]); });
  }
};

} // namespace detail
} // namespace carrick
