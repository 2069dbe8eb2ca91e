#include <carrick/tools/stopwatch.hpp>

#include <algorithm>

namespace carrick::tools {

time_point clock_now() noexcept { return steady_clock::now(); }

duration deadline::left() const noexcept { return std::max(at_ - clock_now(), duration::zero()); }

} // namespace carrick::tools
