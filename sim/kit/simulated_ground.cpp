#include <carrick/sim/cluster.hpp>
#include <carrick/sim/kit/ground.hpp>

namespace carrick::sim {
namespace {

class simulated_ground final : public ground {
 public:
  simulated_ground(registry types, const config::cluster_spec& spec, cluster_options options)
      : cluster_(std::move(types), spec, std::move(options)) {
    for (std::size_t i = 0; i < cluster_.size(); ++i) ids_.push_back(cluster_.id(i));
  }

  const std::vector<node_id>& ids() const noexcept override { return ids_; }
  node* running(std::size_t number) override {
    return cluster_.running(number) ? &cluster_.at(number) : nullptr;
  }

  time_point now() override { return cluster_.now(); }
  bool wait(const std::function<bool()>& done, time_point until) override {
    const bool is_done = cluster_.in().run_until(done, until);
    cluster_.advance({}); // what cannot be simulated is told
    return is_done;
  }
  void advance(duration by) override { cluster_.advance(by); }
  void news() noexcept override {} // asked after each event
  duration patience(duration limit) const override { return limit; }

  void crash(std::size_t number, death how) override { cluster_.crash(number, how); }
  void stop(std::size_t number) override { cluster_.stop(ids_[number].text()); }
  void restart(std::size_t number) override { cluster_.restart(ids_[number].text()); }
  void set_members(std::size_t number, const std::vector<std::string>& members) override {
    cluster_.set_members(ids_[number].text(), members);
  }
  bool all_linked() override { return cluster_.run_until_linked({}); }

  cluster* simulated() noexcept override { return &cluster_; }
  std::string where_it_stands() const override { return cluster_.replay_hint(); }

 private:
  sim::cluster cluster_;
  std::vector<node_id> ids_;
};

} // namespace

std::unique_ptr<ground> make_simulated_ground(registry types, const config::cluster_spec& spec,
                                              const test_options& options) {
  auto simulation = options.simulation;
  simulation.seed = options.seed;
  if (options.adjust) simulation.adjust = options.adjust;
  return std::make_unique<simulated_ground>(std::move(types), spec, std::move(simulation));
}

} // namespace carrick::sim
