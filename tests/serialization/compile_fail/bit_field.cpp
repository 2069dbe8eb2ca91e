// expects: cannot bind bit-field '((bad*)this)->bad::flags'
#include <carrick/serialization/message_type.hpp>

struct bad {
  unsigned flags : 3 = 0;
  CARRICK_POST(bad, "test.bad", flags)
};
