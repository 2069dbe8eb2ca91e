#pragma once

#include <carrick/actors/loop_fwd.hpp>
#include <carrick/actors/loop_host.hpp>
#include <carrick/core/time.hpp>

#include <caf/execution_unit.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace carrick {

/// Where actors of one system run on one loop: what CAF knows a loop by. Actors that this runs
/// find it as their context(), and their children inherit it.
class loop_unit : public caf::execution_unit {
 public:
  loop_unit(caf::actor_system& system, loop_host& host, loop& where);

  loop& where() const noexcept { return loop_; }
  loop_host& host() const noexcept { return host_; }
  /// The unit of the same system on another loop.
  loop_unit& sibling(std::size_t loop_index) const noexcept { return host_.unit_on(loop_index); }

  /// Any thread; of what CAF calls it with, the reference is taken over.
  void exec_later(caf::resumable* ready) override;

  /// One turn of an actor. On the loop's thread.
  void run(caf::resumable& ready) noexcept;

  /// Jobs accepted and jobs finished by this unit, ever: if the sums over all units of a system are
  /// equal, finished ones read first, none was under way at that moment. Any thread.
  std::uint64_t accepted() const noexcept;
  std::uint64_t finished() const noexcept { return finished_.load(std::memory_order_acquire); }

 private:
  void accept(caf::resumable& ready, bool pinned);
  void accept_from_outside(caf::resumable& ready, bool pinned);
  void report_if_slow(const caf::resumable& what, bool ended, time_point began) noexcept;
  void finish() noexcept;

  loop& loop_;
  loop_host& host_;
  std::atomic<std::uint64_t> accepted_here_{0};    // written by the loop's thread
  std::atomic<std::uint64_t> finished_{0};         // written by the loop's thread
  std::atomic<std::uint64_t> accepted_outside_{0}; // by other threads
};

} // namespace carrick
