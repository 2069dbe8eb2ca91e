#pragma once

#include <carrick/sim/checkers/checker.hpp>

#include <memory>
#include <vector>

namespace carrick::sim {

/// All checkers of a run.
class all_checkers final : public observer {
 public:
  explicit all_checkers(std::uint64_t cluster);

  void see(const observation& what, duration at) override;
  /// The run is over, and was not ended early.
  void finish(duration at);
  /// The first violation.
  const std::optional<violation>& found() const noexcept { return found_; }

 private:
  std::vector<std::unique_ptr<checker>> all_;
  std::optional<violation> found_;
};

} // namespace carrick::sim
