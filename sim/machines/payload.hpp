#pragma once

#include <carrick/core/bytes.hpp>
#include <carrick/sim/observation.hpp>

#include <cstddef>
#include <vector>

namespace carrick::sim {

/// Bodies of messages that say who sent them and can be checked to the last byte.
class payload_maker {
 public:
  static constexpr std::size_t bytes_min = 72;

  /// At least bytes_min. Valid until the next call.
  byte_span make(const stamp& what, std::size_t bytes);
  /// What a body says it is, and whether every byte of it is as it was made.
  static bool read(byte_span body, stamp& out) noexcept;

 private:
  std::vector<std::byte> made_;
};

} // namespace carrick::sim
