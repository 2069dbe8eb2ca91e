#include <carrick/sim/network/errand.hpp>

#include <carrick/net/loop_services.hpp>
#include <carrick/sim/network/host.hpp>

namespace carrick::sim::transit {

void errand::schedule() {
  if (under_way_) return;
  under_way_ = true;
  at_.list(*this, whole());
  owner_.submit(*this);
}

void errand::run() noexcept {
  const std::shared_ptr<void> keep = at_.unlist(*this);
  under_way_ = false;
  turn();
}

} // namespace carrick::sim::transit
