#pragma once

#include <carrick/sim/history/state_space.hpp>

#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace carrick::sim {

/// Objects that share nothing, as one: for orders that go over all of them. A state is one of each.
class product_space final : public state_space {
 public:
  struct part {
    std::string name;
    std::unique_ptr<state_space> space;
  };
  /// Of each call: to which part it was made, and its number there.
  using place = std::pair<std::size_t, std::size_t>;

  product_space(std::vector<part> parts, std::vector<place> calls);

  state_number after(state_number state, std::size_t call) override;
  state_number after_unanswered(state_number state, std::size_t call) override;
  bool changes_nothing(std::size_t call) const override;
  bool alike(std::size_t one, std::size_t other) const override;
  std::string text(state_number state) const override;

 private:
  state_number with(state_number state, std::size_t where, state_number next);

  const std::vector<part> parts_;
  const std::vector<place> calls_;
  std::map<std::vector<state_number>, state_number> numbers_;
  std::vector<const std::vector<state_number>*> states_; // by number
};

} // namespace carrick::sim
