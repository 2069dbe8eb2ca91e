// expects: carrick: a message is decoded into a default-constructed value
#include <carrick/serialization/message_type.hpp>

struct bad {
  int& x;
  CARRICK_POST(bad, "test.bad")
};

static_assert(carrick::message<bad>);
