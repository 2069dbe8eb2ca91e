// expects: carrick: only a CARRICK_REQUEST has a reply
#include <carrick/serialization/message_type.hpp>

struct bad {
  CARRICK_POST(bad, "test.bad")
};

using use = carrick::reply_of<bad>;
