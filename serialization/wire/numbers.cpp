#include <carrick/serialization/wire/numbers.hpp>

#include <limits>

namespace carrick::detail {

template <class T>
std::string number_value<T>::describe(layout_writer&) {
  const char* letter = wire_float<T> ? "f" : std::is_signed_v<T> ? "i" : "u";
  return letter + std::to_string(sizeof(T) * 8);
}

template <class T>
void number_value<T>::visit(const void* value, value_visitor& visitor) {
  auto number = *static_cast<const T*>(value);
  if constexpr (wire_float<T>)
    visitor.number(number);
  else if constexpr (std::is_signed_v<T>)
    visitor.integer(number);
  else
    visitor.natural(number);
}

template <class T>
void number_value<T>::build(value_reader& reader, void* value) {
  auto& number = *static_cast<T*>(value);
  using limits = std::numeric_limits<T>;
  if constexpr (wire_float<T>) {
    if (auto read = reader.number(limits::max())) number = static_cast<T>(*read);
  } else if constexpr (std::is_signed_v<T>) {
    if (auto read = reader.integer(limits::min(), limits::max())) number = static_cast<T>(*read);
  } else {
    if (auto read = reader.natural(limits::max())) number = static_cast<T>(*read);
  }
}

template struct number_value<signed char>;
template struct number_value<short>;
template struct number_value<int>;
template struct number_value<long>;
template struct number_value<long long>;
template struct number_value<unsigned char>;
template struct number_value<unsigned short>;
template struct number_value<unsigned>;
template struct number_value<unsigned long>;
template struct number_value<unsigned long long>;
template struct number_value<float>;
template struct number_value<double>;

std::string wire<bool>::describe(layout_writer&) { return "bool"; }

void wire<bool>::visit(const void* value, value_visitor& visitor) {
  visitor.boolean(*static_cast<const bool*>(value));
}

void wire<bool>::build(value_reader& reader, void* value) {
  if (auto read = reader.boolean()) *static_cast<bool*>(value) = *read;
}

std::string describe_enum(layout_writer& parts, const value_type& number,
                          std::span<const std::string_view> names,
                          std::string (*number_text)(std::size_t index)) {
  auto out = "enum<" + describe(number, parts) + ":";
  for (std::size_t i = 0; i < names.size(); ++i)
    out.append(i == 0 ? " " : ", ").append(names[i]).append("=").append(number_text(i));
  return out + ">";
}

} // namespace carrick::detail
