#pragma once

#include <carrick/sim/fault_plan.hpp>
#include <carrick/sim/observation.hpp>
#include <carrick/sim/timeline.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace carrick::sim {

/// Makes the timeline of a run from what is observed, if it is wanted, and passes every observation
/// on.
class timeline_recorder final : public observer {
 public:
  timeline_recorder(observer& next, std::size_t nodes, bool wanted);

  void see(const observation& what, duration at) override;
  /// What was recorded, everything that still lasts ended now; with the faults of the plan.
  std::optional<timeline> take(const fault_plan& plan, duration at);

 private:
  using node_pair = std::pair<std::size_t, std::size_t>; // the lower first
  /// How many links to the other each of the two says that it has; linked if both have one.
  struct pair_state {
    std::array<int, 2> links{};
    duration since{};
    bool linked() const noexcept { return links[0] > 0 && links[1] > 0; }
  };
  struct open_request {
    std::size_t node;
    duration sent;
  };

  void note(const process_began& e, duration at);
  void note(const process_ended& e, duration at);
  void note(const node_held& e, duration at);
  void note(const link_began& e, duration at);
  void note(const link_closed& e, duration at);
  void note(const asked& e, duration at);
  void note(const answered& e, duration at);
  void note(const posts_counted& e, duration at);
  template <class Other>
  void note(const Other&, duration) {}

  void change(node_pair pair, std::size_t by, int links, const std::string& why, duration at);
  void thin_out();

  observer& next_;
  const bool wanted_;
  timeline out_;
  std::map<std::size_t, duration> running_; // node -> since
  std::map<node_pair, pair_state> pairs_;
  std::map<std::uint64_t, open_request> requests_;
  std::map<node_pair, std::uint64_t> dropped_; // by sender and receiver
  std::uint64_t seen_ = 0, keep_every_ = 1;
};

} // namespace carrick::sim
