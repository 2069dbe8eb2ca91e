#pragma once

#include <carrick/actors/loop_timer.hpp>

#include <cstddef>
#include <optional>

namespace carrick {

/// Gives free memory back to the system a while after a link that had held much has ended: the C
/// library keeps it otherwise, for good where a few small pieces stand behind it. That takes
/// milliseconds, so it is done seldom. Not where loops have a driver: they have no time.
class memory_return {
 public:
  explicit memory_return(loop& where);

  /// A link has ended that held so much at most.
  void link_ended(std::size_t held_most);
  void stop() noexcept { timer_.reset(); }

 private:
  void on_timer();

  loop& where_;
  bool due_ = false;
  std::optional<member_timer<memory_return, &memory_return::on_timer>> timer_;
};

} // namespace carrick
