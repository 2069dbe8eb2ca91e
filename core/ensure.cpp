#include <carrick/core/ensure.hpp>

#include <cstdio>
#include <cstdlib>

namespace carrick {

void ensure_failed(const char* condition, const char* file, int line) noexcept {
  std::fprintf(stderr, "carrick: broken invariant: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

} // namespace carrick
