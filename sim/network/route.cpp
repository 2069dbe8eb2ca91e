#include <carrick/sim/network/route.hpp>

#include <carrick/sim/network/fabric.hpp>
#include <carrick/sim/network/host.hpp>

#include <algorithm>

namespace carrick::sim::transit {
namespace {

constexpr duration resend_max = std::chrono::seconds(1);

std::string purpose(const char* what, const host& from, const host& to) {
  return what + from.name() + ">" + to.name();
}

} // namespace

route::route(fabric& in, host& from, host& to)
    : in_(in),
      from_(from),
      to_(to),
      of_pieces_(in.in().source(purpose("net ", from, to))),
      of_dials_(in.in().source(purpose("dials ", from, to))) {}

const path_options& route::path() const noexcept { return path_ ? *path_ : in_.default_path; }
const dial_options& route::dials() const noexcept { return dials_ ? *dials_ : in_.default_dials; }

void route::set(const path_options& options) {
  path_ = options;
  busy_until_ = std::min(busy_until_, in_.now());
}

bool route::blocked() const noexcept { return silent_ || to_.down(); }

void route::on_blocked() noexcept { blocked_since_ = in_.now(); }

time_point route::arrival(std::size_t bytes) noexcept {
  if (path().bytes_per_second == 0) return in_.now() + transit();
  busy_until_ = std::max(busy_until_, in_.now()) + transmission(bytes);
  return busy_until_ + transit();
}

time_point route::arrival_again() noexcept {
  const duration wait_max = std::min(in_.now() - blocked_since_, resend_max);
  return in_.now() + transit() + of_pieces_.between(duration::zero(), wait_max);
}

duration route::transit() noexcept {
  const path_options& options = path();
  duration taken = options.delay;
  if (options.jitter > duration::zero()) taken += of_pieces_.exponential(options.jitter);
  if (options.tail > 0 && of_pieces_.chance(options.tail))
    taken += of_pieces_.between(duration::zero(), options.tail_max);
  return taken;
}

duration route::transmission(std::size_t bytes) const noexcept {
  const double seconds = static_cast<double>(bytes) / static_cast<double>(path().bytes_per_second);
  return std::chrono::duration_cast<duration>(std::chrono::duration<double>(seconds));
}

} // namespace carrick::sim::transit
