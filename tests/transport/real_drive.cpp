#include "../support/test_loop.hpp"
#include "drive.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;

class real_drive final : public drive {
 public:
  real_drive(std::shared_ptr<net::transport> transport, bool two_loops)
      : transport_(std::move(transport)), loops_(two_loops ? 2 : 1) {}

  net::transport& transport() noexcept override { return *transport_; }
  net::loop_services& listening_loop() noexcept override { return loops_.front(); }
  net::loop_services& dialing_loop() noexcept override { return loops_.back(); }

  bool until(const std::function<bool()>& reached, duration limit) override {
    const time_point deadline = steady_clock::now() + limit;
    while (!reached()) {
      if (steady_clock::now() > deadline) return false;
      if (step() == 0) loops_.front().run_one_for(1ms);
    }
    return true;
  }

  /// Until nothing has happened for 20 ms, but no longer than 300 ms: kernels take many seconds to
  /// fill the buffers of a peer that does not read, 40 ms an acknowledgement.
  void settle() override {
    const time_point latest = steady_clock::now() + 300ms;
    time_point until = steady_clock::now() + 20ms;
    while (steady_clock::now() < std::min(until, latest)) {
      if (step() + loops_.front().run_one_for(1ms) > 0) until = steady_clock::now() + 20ms;
    }
  }

  void run_one(duration limit) override { loops_.back().run_one_for(limit); }

  bool runs_out_of_work() override {
    return std::all_of(loops_.begin(), loops_.end(),
                       [](test_loop& each) { return each.runs_out_of_work(); });
  }

 private:
  std::size_t step() {
    std::size_t done = 0;
    for (test_loop& each : loops_) done += each.poll();
    return done;
  }

  const std::shared_ptr<net::transport> transport_;
  std::vector<test_loop> loops_;
};

} // namespace

std::unique_ptr<drive> make_real_drive(std::shared_ptr<net::transport> transport, bool two_loops) {
  return std::make_unique<real_drive>(std::move(transport), two_loops);
}

} // namespace carrick::test
