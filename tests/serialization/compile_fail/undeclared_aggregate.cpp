// expects: carrick: a field of this type cannot be sent
#include <carrick/serialization/message_type.hpp>

struct part {
  int x = 0;
};
struct bad {
  std::vector<part> parts;
  CARRICK_POST(bad, "test.bad", parts)
};

auto use(carrick::byte_span bytes) { return carrick::decode<bad>(bytes); }
