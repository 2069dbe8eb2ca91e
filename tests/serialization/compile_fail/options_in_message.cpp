// expects: carrick: options are read from a config file and cannot be sent
#include <carrick/serialization/message_type.hpp>

struct part {
  int x = 0;
  CARRICK_OPTIONS(part, x)
};
struct bad {
  part inner;
  CARRICK_POST(bad, "test.bad", inner)
};

void use(const bad& x, carrick::buffer& out) { carrick::encode(x, out); }
