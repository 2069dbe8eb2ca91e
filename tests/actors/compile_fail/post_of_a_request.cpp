// expects: carrick: this message is a request: send it with ask()
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

void f(carrick::actor_base* self, const carrick::peer& to) { self->post(to, get{}); }
