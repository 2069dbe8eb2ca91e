#pragma once

#include <carrick/serialization/layout.hpp>

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
  /// Of incompatible: message, field and what is wrong with it, for people. "here" is our side.
  std::string sentence;
};

/// Fields may be appended to a message and to an extensible part of one; everything else is
/// incompatible.
layout_comparison compare(const message_layout& ours, const message_layout& theirs);

} // namespace carrick
