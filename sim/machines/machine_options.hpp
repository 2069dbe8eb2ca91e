#pragma once

#include <carrick/net/outbox.hpp>
#include <carrick/net/tentative_table.hpp>
#include <carrick/net/terms.hpp>
#include <carrick/sim/draws.hpp>

namespace carrick::sim {

/// What a simulated node is configured with: a part of what node_options say.
struct machine_options {
  net::link_limits link;
  net::post_queue_options posts;
  net::tentative_options strangers;
  net::tentative_limits tentative;
  std::size_t waiting_max = limits::open_requests;
  std::size_t waiting_bytes_max = limits::held_bytes;
  duration pause_min = limits::reconnect_min;
  duration pause_max = limits::reconnect_max;
  double jitter = limits::reconnect_jitter;
  duration dial_timeout = limits::dial_attempt;
  duration dial_fallback = limits::dial_fallback;
};

/// Each limit is with 25 % chance an extreme one.
machine_options draw_options(draws from);

} // namespace carrick::sim
