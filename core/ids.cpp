#include <carrick/core/ids.hpp>

#include <algorithm>

namespace carrick {
namespace {

constexpr std::size_t id_bytes_max = 255;

bool allowed(char c) noexcept {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
    c == '_' || c == ':' || c == '-';
}

} // namespace

result<node_id> node_id::parse(std::string_view text) {
  if (text.empty()) return fail(code::invalid_argument, "a node id must not be empty");
  if (text.size() > id_bytes_max)
    return fail(code::invalid_argument, "a node id has at most 255 characters");
  auto bad = std::find_if_not(text.begin(), text.end(), allowed);
  if (bad != text.end())
    return fail(code::invalid_argument,
                "character " + std::to_string(bad - text.begin() + 1) +
                  " of a node id is not one of A-Z a-z 0-9 . _ : -");
  return node_id{std::string{text}};
}

} // namespace carrick
