#include <carrick/core/out_of_memory.hpp>

#include <new>

namespace carrick {

status out_of_memory() noexcept {
  try {
    return {code::overloaded, "out of memory"};
  } catch (const std::bad_alloc&) {
    return status{code::overloaded};
  }
}

} // namespace carrick
