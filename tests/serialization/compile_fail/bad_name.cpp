// expects: carrick: the name of a message is 1 to 255 of
#include <carrick/serialization/message_type.hpp>

struct bad {
  CARRICK_POST(bad, "kv put")
};

static_assert(carrick::message<bad>);
