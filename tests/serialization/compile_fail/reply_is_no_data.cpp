// expects: carrick: the reply of a request must be declared with CARRICK_DATA
#include <carrick/serialization/message_type.hpp>

struct bad {
  CARRICK_REQUEST(bad, "test.bad", int)
};

const auto& use() { return carrick::message_type_of<bad>(); }
