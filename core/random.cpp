#include <carrick/core/random.hpp>

#include <carrick/core/ensure.hpp>

#include <sys/random.h>

namespace carrick {

std::uint64_t system_seed() {
  std::uint64_t seed = 0;
  ENSURE(getrandom(&seed, sizeof seed, 0) == sizeof seed);
  return seed;
}

} // namespace carrick
