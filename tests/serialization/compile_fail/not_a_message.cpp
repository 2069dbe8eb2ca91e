// expects: carrick: this type is no message
#include <carrick/serialization/message_type.hpp>

struct bad {
  int x = 0;
};

void use(const bad& x, carrick::buffer& out) { carrick::encode(x, out); }
