// expects: carrick: a field of this type cannot be sent
#include <carrick/serialization/message_type.hpp>

struct bad {
  int numbers[3] = {};
  CARRICK_POST(bad, "test.bad", numbers)
};

void use(const bad& x, carrick::buffer& out) { carrick::encode(x, out); }
