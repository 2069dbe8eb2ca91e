#pragma once

#include <carrick/actors/loop_fwd.hpp>
#include <carrick/actors/loops_options.hpp>
#include <carrick/actors/work_taking.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

namespace carrick {

/// Event loops with a thread each, which any number of nodes of this process share. The threads
/// run from construction to stop().
///
/// Outlives every actor system that is installed on it. Made and destroyed outside of its loops.
class loops {
 public:
  /// Throws what the system throws (std::system_error, boost::system::system_error) when there are
  /// no threads or descriptors for them; then nothing of it runs.
  explicit loops(const loops_options& options = {});
  ~loops();
  loops(const loops&) = delete;
  loops& operator=(const loops&) = delete;

  std::size_t size() const noexcept { return loops_.size(); }
  loop& at(std::size_t index) noexcept { return *loops_[index]; }
  const loops_options& options() const noexcept { return options_; }

  /// In turn, the loops on which links live. Any thread.
  loop& next_for_links() noexcept;
  /// In turn, the loops on which unpinned actors live. Any thread.
  loop& next_for_actors() noexcept;

  /// Where an unpinned actor lives that is woken on a loop for links alone: always the same loop.
  loop& for_actor(std::uint64_t actor) noexcept { return *for_actors_[actor % for_actors_.size()]; }

  /// For loops with a driver: does what is ready now on each. Returns whether there was anything.
  bool drive() noexcept;

  /// Runs what was submitted before and joins the threads. No actor system uses the loops any more,
  /// and no Asio handler that is still waiting owns an actor. Not from a loop; again is harmless.
  void stop();

  /// How many actor systems are installed; loop_scheduler counts itself.
  void system_added() noexcept { systems_.fetch_add(1, std::memory_order_relaxed); }
  void system_removed() noexcept { systems_.fetch_sub(1, std::memory_order_relaxed); }

  /// How idle loops find work of busy ones.
  work_taking& taking() noexcept { return taking_; }

 private:
  void make_loops();
  void start_threads();
  void end_threads() noexcept;

  const loops_options options_;
  std::vector<std::unique_ptr<loop>> loops_;
  work_taking taking_;
  std::vector<loop*> for_links_;
  std::vector<loop*> for_actors_;
  std::atomic<std::size_t> next_link_loop_{0};
  std::atomic<std::size_t> next_actor_loop_{0};
  std::atomic<std::size_t> systems_{0};
  std::vector<std::thread> threads_;
};

} // namespace carrick
