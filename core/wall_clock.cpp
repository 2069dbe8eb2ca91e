#include <carrick/core/wall_clock.hpp>

namespace carrick {
namespace {

class system_clock_of_the_machine final : public wall_clock {
 public:
  std::chrono::system_clock::time_point now() noexcept override {
    return std::chrono::system_clock::now();
  }
};

} // namespace

wall_clock& system_wall_clock() noexcept {
  static system_clock_of_the_machine clock;
  return clock;
}

} // namespace carrick
