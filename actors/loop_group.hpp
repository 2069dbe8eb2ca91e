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

/// The loops themselves, behind `loops`: they live as long as anybody has a share of them.
///
/// A share is a std::shared_ptr from make(). Giving the last one back ends the loops: what was
/// submitted before is run, and the threads are joined; on one of these threads, that one is let
/// go instead and ends by itself. All that runs there outlives nothing but the share it has.
class loop_group : public std::enable_shared_from_this<loop_group> {
  struct token {};

 public:
  /// Throws what the system throws (std::system_error, boost::system::system_error) when there are
  /// no threads or descriptors for them; then nothing of it runs.
  static std::shared_ptr<loop_group> make(const loops_options& options);
  loop_group(token, const loops_options& options);
  ~loop_group();
  loop_group(const loop_group&) = delete;
  loop_group& operator=(const loop_group&) = delete;

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

  /// How idle loops find work of busy ones.
  work_taking& taking() noexcept { return taking_; }

 private:
  void make_loops();
  void start_threads();
  void end() noexcept;

  const loops_options options_;
  std::vector<std::unique_ptr<loop>> loops_;
  work_taking taking_;
  std::vector<loop*> for_links_;
  std::vector<loop*> for_actors_;
  std::atomic<std::size_t> next_link_loop_{0};
  std::atomic<std::size_t> next_actor_loop_{0};
  std::vector<std::thread> threads_;
};

} // namespace carrick
