#include <carrick/actors/blocking_runner.hpp>

#include <carrick/actors/blocking_pool.hpp>
#include <carrick/actors/blocking_time.hpp>

namespace carrick {

std::unique_ptr<blocking_runner> make_blocking_runner(loop& home) {
  if (home.driver() == nullptr) return std::make_unique<blocking_pool>();
  return std::make_unique<blocking_time>(home);
}

} // namespace carrick
