#pragma once

#include <carrick/core/ids.hpp>
#include <carrick/core/time.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace carrick {

/// Finds the inline handlers of one link that hold their loop, at one look at the clock a batch of
/// events: what was handled in a batch is kept (a few bytes a message), and comes out if the batch
/// was slow. With several messages in it the handler is not known yet, so the messages that follow
/// are timed one by one for a while, and the next slow one is named alone.
class handler_watch {
 public:
  static constexpr std::size_t batch_events_max = 32;
  /// Events timed one by one after a slow batch.
  static constexpr std::size_t timed_messages = 1'024;

  struct finding {
    duration took;
    std::vector<endpoint> handled; ///< in order; one of them held the loop, or all together
  };

  explicit handler_watch(duration warn) noexcept : warn_(warn) {}

  /// A batch begins.
  void begins(time_point now) noexcept { began_ = now; }
  /// One of its messages goes to a handler; of a batch above the largest the rest is not kept.
  void handles(endpoint to) noexcept {
    if (count_ < handled_.size()) handled_[count_++] = to;
  }
  bool handled_any() const noexcept { return count_ > 0; }
  /// A look at the clock is wanted after each event: look() then, not only when the batch ends.
  bool times_each() const noexcept { return timed_left_ > 0; }
  /// What was handled since begins(), or since the last look, if it took too long.
  std::optional<finding> look(time_point now);

 private:
  const duration warn_;
  time_point began_{};
  std::array<endpoint, batch_events_max> handled_;
  std::size_t count_ = 0;
  std::size_t timed_left_ = 0;
};

} // namespace carrick
