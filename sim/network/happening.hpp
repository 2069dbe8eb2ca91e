#pragma once

#include <string_view>

namespace carrick::sim::transit {

/// What the network notes in the trace.
enum class happening : unsigned char {
  dial,       ///< a dial begins
  dialed,     ///< it ends with a connection
  dial_ended, ///< it ends without one
  connect,    ///< it has reached who listens
  accept,     ///< who listens is given the connection
  deliver,    ///< bytes are read
  corrupted,  ///< a bit of what was sent is turned
  finish,     ///< the other side's end arrives
  reset,      ///< a reset arrives
  breakage,   ///< the connection breaks under way
  closed,     ///< an end is closed
  silence,    ///< a direction becomes silent
  heard,      ///< and is heard again
  kill,       ///< a host is killed
  revive,     ///< a machine is there again
  no_accept,  ///< accepting stops for a while
};

/// "dial", "dialed", ...
std::string_view name_of(happening what) noexcept;

} // namespace carrick::sim::transit
