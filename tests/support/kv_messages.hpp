#pragma once

#include <carrick/actors/registry.hpp>
#include <carrick/serialization/message.hpp>

#include <cstdint>
#include <string>

/// The messages of a small store, for tests of actors.
namespace carrick::test::kv {

struct value {
  std::string data;
  bool found = false;
  CARRICK_DATA(value, "kv.value", data, found)
};
struct change {
  std::string key, data;
  CARRICK_DATA(change, "kv.change", key, data)
};
struct pause {
  bool on = false;
  CARRICK_DATA(pause, "kv.pause", on)
};
struct put {
  std::string key, data;
  CARRICK_POST(put, "kv.put", key, data)
};
struct get {
  std::string key;
  CARRICK_REQUEST(get, "kv.get", value, key)
};
struct scan {
  std::string prefix;
  CARRICK_REQUEST(scan, "kv.scan", value, prefix)
};
struct watch {
  std::string prefix;
  CARRICK_STREAM(watch, "kv.watch", change, pause, prefix)
};

inline registry messages() { return registry{}.messages<get, put, scan, watch>(); }

} // namespace carrick::test::kv
