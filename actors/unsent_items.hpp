#pragma once

#include <atomic>
#include <cstddef>

namespace carrick {

/// Items that wait for the credit of one link's peer, on all streams that it has opened here: what
/// one stream may keep waiting, times their number, is no bound. Any thread.
class unsent_items {
 public:
  explicit unsent_items(std::size_t most) noexcept : most_(most) {}

  bool has_room() const noexcept { return bytes_.load() < most_; }
  void add(std::size_t cost) noexcept { bytes_ += cost; }
  void remove(std::size_t cost) noexcept { bytes_ -= cost; }
  std::size_t bytes() const noexcept { return bytes_.load(); }

  /// Somebody was refused, or will be, and wants to be told; call it before has_room() is asked
  /// again.
  void is_wanted() noexcept { wanted_.store(true); }
  /// Once, when half of the room is free and somebody wanted it: all streams are to be told.
  bool news() noexcept {
    return wanted_.load() && bytes_.load() <= most_ / 2 && wanted_.exchange(false);
  }

 private:
  const std::size_t most_;
  std::atomic<std::size_t> bytes_{0};
  std::atomic<bool> wanted_{false};
};

} // namespace carrick
