#pragma once

#include <carrick/core/bytes.hpp>
#include <carrick/core/ids.hpp>
#include <carrick/core/time.hpp>

#include <cstdint>

namespace carrick::net {

enum class request_id : std::uint32_t {}; ///< a request of ours
enum class served_id : std::uint32_t {};  ///< a request of the peer's
enum class stream_id : std::uint32_t {};

/// A message of the peer's on its way to a handler.
struct incoming {
  endpoint to;
  byte_span body;
  time_point deadline = never;
};

} // namespace carrick::net
