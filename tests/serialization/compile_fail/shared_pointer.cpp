// expects: carrick: a pointer cannot be sent
#include <carrick/serialization/message_type.hpp>

#include <memory>

struct bad {
  std::shared_ptr<int> shared;
  CARRICK_POST(bad, "test.bad", shared)
};

auto use(carrick::byte_span bytes) { return carrick::decode<bad>(bytes); }
