// expects: carrick: a pointer cannot be sent
#include <carrick/serialization/message_type.hpp>

struct bad {
  const char* text = nullptr;
  CARRICK_POST(bad, "test.bad", text)
};

void use(const bad& x, carrick::buffer& out) { carrick::encode(x, out); }
