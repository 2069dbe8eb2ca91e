#pragma once

#include <carrick/core/time.hpp>
#include <carrick/sim/network/fwd.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace carrick::sim::transit {

/// A machine of the network, and the errands that are under way on its loops.
class host {
 public:
  host(std::string name, std::size_t index) : name_(std::move(name)), index_(index) {}
  host(const host&) = delete;
  host& operator=(const host&) = delete;

  const std::string& name() const noexcept { return name_; }
  /// In the order in which hosts were named.
  std::size_t index() const noexcept { return index_; }

  /// The machine is off: it neither takes nor answers anything.
  bool down() const noexcept { return down_; }
  void set_down(bool down) noexcept { down_ = down; }

  time_point accepts_from() const noexcept { return accepts_from_; }
  void accept_from(time_point when) noexcept { accepts_from_ = when; }

  /// Nothing more is reported on its loops. What they may never run is kept from now on until
  /// let_go().
  void end_errands(bool keep);
  void let_go() noexcept { kept_.clear(); }

  // For errands.
  void list(errand_hook& each, std::shared_ptr<void> keep) noexcept;
  /// Returns what was kept; null if the host has it for ever.
  std::shared_ptr<void> unlist(errand_hook& each) noexcept;

 private:
  const std::string name_;
  const std::size_t index_;
  bool down_ = false;
  time_point accepts_from_ = time_point::min();
  errand_hook* errands_ = nullptr; // under way
  std::vector<std::shared_ptr<void>> kept_;
};

} // namespace carrick::sim::transit
