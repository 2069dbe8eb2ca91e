#include <carrick/sim/node_clock.hpp>

namespace carrick::sim {

std::chrono::system_clock::time_point node_clock::now() noexcept {
  using namespace std::chrono;
  constexpr system_clock::time_point epoch = sys_days{year{2030} / January / 1};
  const auto passed = world_.elapsed();
  const duration gained{static_cast<duration::rep>(static_cast<double>(passed.count()) * drift_)};
  return epoch + duration_cast<system_clock::duration>(passed + gained + skew_);
}

} // namespace carrick::sim
