#pragma once

#include <carrick/serialization/layout.hpp>

#include <string>
#include <string_view>

namespace carrick {

/// How our layout of a message stands to the peer's.
enum class layout_relation : std::uint8_t {
  equal,         ///< also when only extensible parts differ
  ours_longer,   ///< the peer's fields are our first ones
  theirs_longer, ///< our fields are the peer's first ones
  incompatible,
};

struct layout_comparison {
  layout_relation relation = layout_relation::equal;
  /// Of ours_longer: how many of our fields the peer has.
  std::size_t known_fields = 0;
  /// Of incompatible: message, field, and what it is on which node, for people.
  std::string sentence;
};

/// The names of the two nodes.
struct layout_sides {
  std::string_view ours, theirs;
};

/// Fields may be appended to a message and to an extensible part of one; everything else is
/// incompatible.
layout_comparison compare(const message_layout& ours, const message_layout& theirs,
                          const layout_sides& sides);

} // namespace carrick
