#pragma once

#include <carrick/actors/blocking_runner.hpp>
#include <carrick/actors/loop.hpp>
#include <carrick/actors/loop_timer.hpp>

#include <array>
#include <deque>
#include <optional>

namespace carrick {

/// The blocking pool of a node in virtual time: a piece of work takes as long as the driver says,
/// and is done on the home loop when that is over. No thread blocks.
class blocking_time final : public blocking_runner {
 public:
  explicit blocking_time(loop& home);
  ~blocking_time() override { drop(); }

  status run(std::unique_ptr<blocking_work> work) override;
  /// What runs is done at once.
  std::vector<std::string> stop(duration limit) override;
  void drop() override;
  std::vector<std::string> running() const override;

 private:
  /// In place of a thread.
  class worker final : public loop_timer {
   public:
    worker(loop& home, blocking_time& owner) noexcept
        : loop_timer(home), home_(home), owner_(owner) {}
    bool idle() const noexcept { return work_ == nullptr; }
    std::string whose() const { return work_->whose(); }
    void begin(std::unique_ptr<blocking_work> work);
    void finish() noexcept;
    void drop() noexcept;
    void on_timer() noexcept override;

   private:
    loop& home_;
    blocking_time& owner_;
    std::unique_ptr<blocking_work> work_;
  };

  void begin_waiting();

  std::array<std::optional<worker>, running_max> workers_;
  std::deque<std::unique_ptr<blocking_work>> waiting_;
  bool stopping_ = false;
};

} // namespace carrick
