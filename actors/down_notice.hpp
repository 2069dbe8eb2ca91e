#pragma once

#include <carrick/actors/actor.hpp>
#include <carrick/actors/actor_event.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace carrick {

/// A down_event on its way to the actor whose monitor it is the end of. It becomes a message only
/// there, if the monitor still stands.
class down_notice final : public actor_event {
 public:
  down_notice(std::uint64_t monitor, down_event what, bool lasts)
      : monitor_(monitor), what_(std::move(what)), lasts_(lasts) {}

  void run(actor_base& self) override { self.monitor_down(monitor_, std::move(what_), lasts_); }
  std::string describe() const override {
    return "the end of " + what_.node.text() + '/' + what_.actor;
  }

 private:
  const std::uint64_t monitor_;
  down_event what_;
  const bool lasts_;
};

/// An up_event on its way.
class up_notice final : public actor_event {
 public:
  up_notice(std::uint64_t monitor, up_event what) : monitor_(monitor), what_(std::move(what)) {}

  void run(actor_base& self) override { self.monitor_up(monitor_, std::move(what_)); }
  std::string describe() const override {
    return "the start of " + what_.node.text() + '/' + what_.actor;
  }

 private:
  const std::uint64_t monitor_;
  up_event what_;
};

} // namespace carrick
