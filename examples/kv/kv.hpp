#pragma once

#include <carrick/carrick.hpp>

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// A replicated key-value store: every node has every key, in memory. What it promises, and
/// simulation.cpp judges:
///
/// - a put is acknowledged when every member that was reachable has it: `copies` have it then;
/// - of two values of one key the higher version stays: what one process reads only grows, and it
///   is at least what that process had of an acknowledged put;
/// - a node that returns serves reads when it has what every member that it can reach had;
/// - without faults all nodes soon have the same, and of what was acknowledged nothing is missing
///   that a node has kept;
/// - a watcher gets every change that its node applies, or its stream ends.
///
/// It does not promise more, for the sake of writes on both sides of a cut: while a put is under
/// way one node may read it and another, later, not yet; of two puts that were acknowledged on both
/// sides one is lost. So it is not linearizable, and what only nodes had that crashed is gone.
namespace kv {

using bytes = std::vector<std::byte>;

struct version {
  std::uint64_t counter = 0; ///< higher than any that the writing node had seen
  std::string node;          ///< the writing process, "n2/5f3a0c11": decides between equal counters
  friend auto operator<=>(const version&, const version&) = default;
  CARRICK_DATA(version, "kv.version", counter, node)
};
struct value {
  bool found = false;
  bytes data;
  kv::version version;
  CARRICK_DATA(value, "kv.value", found, data, version)
};

struct put_done {
  kv::version version;
  std::uint32_t copies = 0; ///< nodes that have it now
  CARRICK_DATA(put_done, "kv.put_done", version, copies)
};
struct put {
  std::string key;
  bytes data;
  CARRICK_REQUEST(put, "kv.put", put_done, key, data)
};
struct get {
  std::string key;
  CARRICK_REQUEST(get, "kv.get", value, key)
};

struct change {
  std::string key;
  kv::version version;
  CARRICK_DATA(change, "kv.change", key, version)
};
/// Every change under a prefix, as this node applies it.
struct watch {
  std::string prefix;
  CARRICK_STREAM(watch, "kv.watch", change, carrick::nothing, prefix)
};

// Between the nodes.
struct replicate {
  std::string key;
  kv::value value;
  CARRICK_REQUEST(replicate, "kv.replicate", carrick::nothing, key, value)
};
struct digest {
  std::uint64_t keys = 0, sum = 0; ///< the sum of the hashes of (key, version)
  friend bool operator==(const digest&, const digest&) = default;
  CARRICK_DATA(digest, "kv.digest", keys, sum)
};
struct differences {
  kv::digest digest;
  std::map<std::string, version> versions; ///< of all keys; none if the digests are equal
  CARRICK_DATA(differences, "kv.differences", digest, versions)
};
struct compare {
  kv::digest mine;
  CARRICK_REQUEST(compare, "kv.compare", differences, mine)
};
struct entries {
  std::map<std::string, value> of; ///< of the first keys that were asked for, up to 4 MiB
  CARRICK_DATA(entries, "kv.entries", of)
};
struct fetch {
  std::vector<std::string> keys;
  CARRICK_REQUEST(fetch, "kv.fetch", entries, keys)
};
/// A put could not reach everyone: whoever has an older version pulls.
struct hint {
  std::string key;
  kv::version version;
  CARRICK_POST(hint, "kv.hint", key, version)
};

struct options {
  std::int64_t alone_after_ms = 2000;   ///< without a reachable member it serves what it has
  std::int64_t compare_every_ms = 1000; ///< with what a reachable member has, in turn
  CARRICK_OPTIONS(options, alone_after_ms, compare_every_ms)
};

carrick::registry actors();

/// Workloads and invariants of simulated runs.
void simulation(carrick::sim::trial& run);

} // namespace kv
