// expects: carrick: a field of this type cannot be sent
#include <carrick/serialization/message_type.hpp>

struct bad {
  char letter = 0;
  CARRICK_POST(bad, "test.bad", letter)
};

auto use() { return carrick::layout_of<bad>(); }
