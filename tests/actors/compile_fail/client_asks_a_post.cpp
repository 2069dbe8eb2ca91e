// expects: carrick: this message is a post: send it with post()
#include <carrick/actors/client.hpp>

struct value {
  bool found = false;
  CARRICK_DATA(value, "kv.value", found)
};
struct change {
  bool on = false;
  CARRICK_DATA(change, "kv.change", on)
};
struct get {
  std::string key;
  CARRICK_REQUEST(get, "kv.get", value, key)
};
struct put {
  std::string key;
  CARRICK_POST(put, "kv.put", key)
};
struct watch {
  std::string key;
  CARRICK_STREAM(watch, "kv.watch", change, value, key)
};

auto f(carrick::client& client) { return client.ask("n1/store", put{}); }
