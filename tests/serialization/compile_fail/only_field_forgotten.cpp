// expects: carrick: bad has more members than its macro lists
#include <carrick/serialization/message_type.hpp>

struct bad {
  bool on = false;
  CARRICK_OPTIONS(bad)
};
