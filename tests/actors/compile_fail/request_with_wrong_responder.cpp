// expects: carrick: the second parameter of a request's handler must be a carrick::responder
#include <carrick/carrick.hpp>

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

carrick::behavior store(carrick::actor_base* self) {
  return self->serve([](const get&, carrick::responder<change>) {});
}
