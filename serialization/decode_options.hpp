#pragma once

#include <carrick/core/limits.hpp>

#include <cstddef>

namespace carrick {

/// How far a decoder goes, and what is known of the peer's layout.
struct decode_options {
  static constexpr std::size_t all_fields = static_cast<std::size_t>(-1);

  /// Elements of all containers together; arithmetic vectors and texts count by their bytes only.
  std::size_t elements_max = 1'048'576;
  /// Aggregates within each other.
  int depth_max = limits::decode_depth;
  /// The peer's layout is ours and more: what follows our last field is ignored.
  bool allow_longer = false;
  /// The peer's layout is our first `known_fields` fields: the others keep their defaults.
  std::size_t known_fields = all_fields;
};

} // namespace carrick
