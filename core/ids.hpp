#pragma once

#include <carrick/core/result.hpp>

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace carrick {

/// A node's name in its cluster: 1 to 255 of `A-Z a-z 0-9 . _ : -`, compared byte by byte.
/// A default-constructed id is empty and names nobody.
class node_id {
 public:
  node_id() = default;
  /// `invalid_argument` names the first character that is not allowed.
  static result<node_id> parse(std::string_view text);

  const std::string& text() const noexcept { return text_; }
  bool empty() const noexcept { return text_.empty(); }
  friend auto operator<=>(const node_id&, const node_id&) = default;

 private:
  explicit node_id(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// Chosen at random when a node starts: the same id with another incarnation is another process.
struct incarnation {
  std::uint64_t value = 0;
  friend auto operator<=>(const incarnation&, const incarnation&) = default;
};

/// The 32-bit hash of a name (an actor's, a message's) as it stands on the wire: FNV-1a, computed
/// at compile time where the name is known then. Collisions are refused at registration.
constexpr std::uint32_t name_hash(std::string_view name) noexcept {
  std::uint32_t hash = 2166136261u;
  for (char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

/// Whom a message is for: an actor of a node (by the hash of its name; 0 is the node itself) and
/// which message (by the hash of its name).
struct endpoint {
  std::uint32_t target = 0;
  std::uint32_t message = 0;
  friend auto operator<=>(const endpoint&, const endpoint&) = default;
};

} // namespace carrick

template <>
struct std::hash<carrick::node_id> {
  std::size_t operator()(const carrick::node_id& id) const noexcept {
    return std::hash<std::string>{}(id.text());
  }
};

template <>
struct std::hash<carrick::endpoint> {
  std::size_t operator()(const carrick::endpoint& e) const noexcept {
    return (static_cast<std::size_t>(e.target) << 32) | e.message;
  }
};
