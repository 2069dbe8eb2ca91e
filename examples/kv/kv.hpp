#pragma once

#include <carrick/carrick.hpp>

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// A replicated key-value store: every node has every key. A put is acknowledged by every reachable
/// member; of two values of one key the higher version stays; a node that returns pulls what it
/// misses before it serves reads.
namespace kv {

using bytes = std::vector<std::byte>;

struct version {
  std::uint64_t counter = 0; ///< higher than any that the writing node had seen
  std::string node;          ///< of the writer: decides between equal counters
  friend auto operator<=>(const version&, const version&) = default;
  CARRICK_DATA(version, "kv.version", counter, node)
};
struct stored {
  std::string key;
  bytes data;
  kv::version version;
  CARRICK_DATA(stored, "kv.stored", key, data, version)
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
struct value {
  bool found = false;
  bytes data;
  kv::version version;
  CARRICK_DATA(value, "kv.value", found, data, version)
};
struct get {
  std::string key;
  CARRICK_REQUEST(get, "kv.get", value, key)
};

struct change {
  std::string key;
  std::uint64_t bytes = 0;
  kv::version version;
  CARRICK_DATA(change, "kv.change", key, bytes, version)
};
/// Every change under a prefix, as this node applies it.
struct watch {
  std::string prefix;
  CARRICK_STREAM(watch, "kv.watch", change, carrick::nothing, prefix)
};

// Between the nodes.
struct applied {
  CARRICK_DATA(applied, "kv.applied")
};
struct replicate {
  stored entry;
  CARRICK_REQUEST(replicate, "kv.replicate", applied, entry)
};
struct digest {
  std::uint64_t keys = 0, sum = 0; ///< the sum of the hashes of (key, version)
  friend bool operator==(const digest&, const digest&) = default;
  CARRICK_DATA(digest, "kv.digest", keys, sum)
};
struct get_digest {
  CARRICK_REQUEST(get_digest, "kv.get_digest", digest)
};
struct versions {
  std::map<std::string, kv::version> of;
  CARRICK_DATA(versions, "kv.versions", of)
};
struct get_versions {
  CARRICK_REQUEST(get_versions, "kv.get_versions", versions)
};
struct fetch {
  std::string key;
  CARRICK_REQUEST(fetch, "kv.fetch", stored, key)
};
/// A put could not reach everyone: whoever has an older version pulls.
struct hint {
  std::string key;
  kv::version version;
  CARRICK_POST(hint, "kv.hint", key, version)
};

struct options {
  std::int64_t alone_after_ms = 2000; ///< without a reachable member it serves what it has
  std::int64_t fetches = 32;          ///< at once, while catching up
  CARRICK_OPTIONS(options, alone_after_ms, fetches)
};

carrick::registry actors();

} // namespace kv
