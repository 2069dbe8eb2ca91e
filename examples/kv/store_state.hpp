#pragma once

#include "table.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace kv {

using change_stream = carrick::stream<change, carrick::nothing>;

/// What the actor of a node has: for itself, and for who looks on in simulation.
struct store_state {
  kv::table table;
  std::string writer; // of this process' versions
  std::set<std::string> reachable;
  std::set<std::string> unheard; // of those: what they have is not known yet
  std::set<std::string> asked;   // what they have, just now
  std::string compared_last;
  bool heard_any = false;
  bool serving = false;
  bool draining = false; // the node stops: its requests to others are refused
  std::map<std::uint64_t, std::pair<get, carrick::responder<value>>> readers; // until it serves
  std::uint64_t readers_seen = 0;
  std::map<std::uint64_t, std::pair<std::string, change_stream>> watchers;
  std::uint64_t watchers_seen = 0;
  std::size_t watchers_overrun = 0;
#ifdef KV_PLANTED_CACHED_READ
  std::map<std::string, value> cached;
#endif
};

} // namespace kv
