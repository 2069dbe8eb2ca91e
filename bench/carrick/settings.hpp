#pragma once

#include "../support/options.hpp"

#include <carrick/actors/loops_options.hpp>
#include <carrick/actors/options.hpp>
#include <carrick/tools/bench/load.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace carrick::bench {

/// What this program has beside the options that all programs share.
struct settings {
  std::size_t loops = 1;         ///< of each process
  std::uint64_t spin_us = 0;     ///< how long an idle loop polls before it sleeps
  bool checksum = false;         ///< 4 bytes a frame, which loopback has not otherwise
  std::uint64_t flush_us = 0;    ///< what is small waits so long for company
  std::size_t socket_buffer = 0; ///< bytes; 0: the kernel's own idea
  std::size_t frame_bytes = 0;   ///< largest payload; 0: the usual
  std::size_t count = 0;         ///< of links, streams, members, requests: what the workload has
  std::string curve;             ///< instead of a workload
  bool log = false;              ///< what the nodes say, on stderr
};

/// One copy for all halves of a measurement; set once, before the first fork.
settings& chosen();

inline loops_options loops_of(const settings& s) {
  loops_options out;
  out.loops = s.loops;
  out.spin = std::chrono::microseconds(s.spin_us);
  return out;
}

/// What the handler kind of the command line means for requests: `typed` is W10's message there,
/// else a text.
inline tools::bench::message_form form_of(const options& asked) {
  using tools::bench::message_form;
  if (asked.handler == "inline") return message_form::raw;
  return asked.workload == "W10" ? message_form::fields : message_form::text;
}

} // namespace carrick::bench
