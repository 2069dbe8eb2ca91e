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

/// The posts of one link that actors have not handled yet. What they have handled is told to the
/// link in batches, on its loop: that makes room in the peer's window.
class post_account final : public caf::ref_counted, private loop_task {
 public:
  explicit post_account(std::shared_ptr<link_session> link);
  ~post_account() override;

  const link_session& link() const noexcept { return *link_; }
  /// A post with a body of that size was handled, or its actor has ended. Any thread.
  void consumed(std::size_t body_bytes) noexcept;

 private:
  void run() noexcept override;

  const std::shared_ptr<link_session> link_;
  std::atomic<std::uint64_t> untold_{0}; // posts above, their bytes below
};

using post_account_ptr = caf::intrusive_ptr<post_account>;

} // namespace carrick
