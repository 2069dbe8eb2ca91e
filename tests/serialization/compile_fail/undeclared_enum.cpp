// expects: carrick: an enum in a message must be declared with its enumerators
#include <carrick/serialization/message_type.hpp>

enum class color { red, green };
struct bad {
  color paint = color::red;
  CARRICK_POST(bad, "test.bad", paint)
};

void use(const bad& x, carrick::buffer& out) { carrick::encode(x, out); }
