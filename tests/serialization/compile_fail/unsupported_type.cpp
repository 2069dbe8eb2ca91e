// expects: carrick: a field of this type cannot be sent
#include <carrick/serialization/message_type.hpp>

#include <complex>

struct bad {
  std::complex<float> z;
  CARRICK_POST(bad, "test.bad", z)
};

void use(const bad& x, carrick::buffer& out) { carrick::encode(x, out); }
