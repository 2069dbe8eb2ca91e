#pragma once

#include <carrick/actors/fwd.hpp>
#include <carrick/core/loop_task.hpp>

#include <caf/intrusive_ptr.hpp>
#include <caf/ref_counted.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace carrick {

/// The posts of one link, or its openings, that actors have not handled yet. What they have handled
/// is told to the link in batches, on its loop: that makes room for more of the peer's.
class unhandled final : public caf::ref_counted, private loop_task {
 public:
  enum class kind : std::uint8_t { posts, openings };

  unhandled(std::shared_ptr<link_session> link, kind what);
  ~unhandled() override;

  const link_session& link() const noexcept { return *link_; }
  /// One with a body of that size was handled, or its actor has ended. Any thread.
  void handled(std::size_t body_bytes) noexcept;

 private:
  void run() noexcept override;

  const std::shared_ptr<link_session> link_;
  const kind what_;
  std::atomic<std::uint64_t> untold_{0}; // how many above, their bytes below
};

using unhandled_ptr = caf::intrusive_ptr<unhandled>;

} // namespace carrick
