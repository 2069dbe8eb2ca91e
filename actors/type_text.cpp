#include <carrick/actors/type_text.hpp>

#include <carrick/core/utf8.hpp>

#include <caf/type_erased_tuple.hpp>

#include <cxxabi.h>

#include <cstdlib>
#include <memory>

namespace carrick {
namespace {

constexpr std::size_t value_bytes_max = 40;

std::string element_text(const caf::type_erased_tuple& content, std::size_t index) {
  auto type = content.type(index);
  if (type.second != nullptr) return type_text(*type.second);
  auto value = content.stringify(index);
  return made_printable(cut_text(value, value_bytes_max)) +
    (value.size() > value_bytes_max ? "..." : "");
}

} // namespace

std::string type_text(const std::type_info& type) {
  int failed = 0;
  std::unique_ptr<char, decltype(&std::free)> text{
    abi::__cxa_demangle(type.name(), nullptr, nullptr, &failed), &std::free};
  return text ? text.get() : type.name();
}

std::string content_text(const caf::type_erased_tuple& content) {
  std::string out = "(";
  for (std::size_t i = 0; i < content.size(); ++i)
    out += (i > 0 ? ", " : "") + element_text(content, i);
  return out + ")";
}

} // namespace carrick
