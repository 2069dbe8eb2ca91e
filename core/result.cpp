#include <carrick/core/result.hpp>

#include <stdexcept>

namespace carrick {

void throw_unchecked(const status& why) {
  throw std::logic_error("unchecked result: " + to_string(why));
}

} // namespace carrick
