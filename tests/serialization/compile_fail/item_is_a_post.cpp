// expects: carrick: the items of a stream must be declared with CARRICK_DATA
#include <carrick/serialization/message_type.hpp>

struct item {
  CARRICK_POST(item, "test.item")
};
struct bad {
  CARRICK_STREAM(bad, "test.bad", item, carrick::nothing)
};

using use = carrick::item_out_of<bad>;
