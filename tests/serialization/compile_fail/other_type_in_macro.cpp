// expects: carrick: the macro in this type names another type
#include <carrick/serialization/message_type.hpp>

struct good {
  CARRICK_POST(good, "test.good")
};
struct bad {
  CARRICK_POST(good, "test.bad")
};

static_assert(carrick::message<bad>);
