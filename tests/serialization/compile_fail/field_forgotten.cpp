// expects: carrick: bad has more members than its macro lists
#include <carrick/serialization/message_type.hpp>

#include <optional>

struct part {
  int x = 0, y = 0;
  CARRICK_DATA(part, "test.part", x, y)
};
struct bad {
  std::string key;
  part inner;
  std::optional<int> ttl = 3;
  CARRICK_REQUEST(bad, "test.bad", part, key, inner)
};
