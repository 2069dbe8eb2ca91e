#pragma once

#include <carrick/core/log.hpp>
#include <carrick/sim/world.hpp>

#include <string>

namespace carrick::sim {

/// The log of a simulated process: its lines are things that happen in the world.
class trace_logger final : public logger {
 public:
  trace_logger(world& in, std::string node, log_level least)
      : world_(in), node_(std::move(node)), least_(least) {}

  void write(log_level, std::string_view component, std::string_view text) override {
    world_.note(node_, component, text);
  }
  bool enabled(log_level level) const noexcept override { return level >= least_; }
  /// Its process is gone.
  void mute() noexcept { least_ = log_level::off; }

 private:
  world& world_;
  const std::string node_;
  log_level least_;
};

} // namespace carrick::sim
