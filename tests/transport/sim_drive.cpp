#include <carrick/sim/bare_loop.hpp>
#include "drive.hpp"

#include <carrick/sim/network/network.hpp>
#include <carrick/sim/world.hpp>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;

class sim_drive final : public drive {
 public:
  sim_drive(const sim::path_options& path, bool two_loops)
      : transport_(network_.transport_of("n1")), two_loops_(two_loops) {
    network_.set_default_path(path);
  }

  net::transport& transport() noexcept override { return *transport_; }
  net::loop_services& listening_loop() noexcept override { return one_; }
  net::loop_services& dialing_loop() noexcept override { return two_loops_ ? other_ : one_; }

  bool until(const std::function<bool()>& reached, duration limit) override {
    return world_.run_until(reached, world_.now() + limit);
  }
  void settle() override { world_.advance(10s); }
  void run_one(duration) override { world_.step(); }
  bool runs_out_of_work() override {
    settle();
    return world_.next() == never && network_.connections() == 0;
  }

 private:
  sim::world world_{7};
  sim::network network_{world_};
  const std::shared_ptr<net::transport> transport_;
  const bool two_loops_;
  sim::bare_loop one_{world_};
  sim::bare_loop other_{world_};
};

} // namespace

std::unique_ptr<drive> make_sim_drive(const sim::path_options& path, bool two_loops) {
  return std::make_unique<sim_drive>(path, two_loops);
}

} // namespace carrick::test
