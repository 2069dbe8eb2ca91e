#pragma once

#include <carrick/core/ids.hpp>
#include <carrick/core/status.hpp>

#include <concepts>
#include <string>
#include <string_view>

namespace carrick {

namespace detail {

template <class Part>
void append_text(std::string& out, const Part& part) {
  if constexpr (std::same_as<Part, char>)
    out += part;
  else if constexpr (std::convertible_to<const Part&, std::string_view>)
    out += std::string_view{part};
  else if constexpr (std::same_as<Part, bool>)
    out += part ? "true" : "false";
  else if constexpr (std::same_as<Part, carrick::node_id>)
    out += part.text();
  else if constexpr (requires { name_of(part); })
    out += name_of(part);
  else {
    using std::to_string; // numbers; others by their namespace
    out += to_string(part);
  }
}

} // namespace detail

/// One text of several parts: texts, numbers, ids, and whatever has a to_string() or name_of().
template <class... Parts>
std::string log_text(const Parts&... parts) {
  std::string out;
  (detail::append_text(out, parts), ...);
  return out;
}

} // namespace carrick
