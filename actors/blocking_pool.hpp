#pragma once

#include <carrick/actors/node_core.hpp>

#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace carrick {

/// Threads for code that blocks, made when first needed. At most `threads` run and `waiting` wait.
class blocking_pool {
 public:
  static constexpr std::size_t threads = 4;
  static constexpr std::size_t waiting = 1'024;

  blocking_pool();
  /// Waits for what runs, however long that takes.
  ~blocking_pool();
  blocking_pool(const blocking_pool&) = delete;
  blocking_pool& operator=(const blocking_pool&) = delete;

  /// `overloaded` when too much waits, `draining` after stop(). Any thread.
  status run(std::unique_ptr<blocking_work> work);
  /// Drops what waits, and waits for what runs, at most for that long. Returns what runs then
  /// still; its threads go on until it is done.
  std::vector<std::string> stop(duration limit);
  /// Whose work runs now. Any thread.
  std::vector<std::string> running() const;

 private:
  struct crew;
  static void work_loop(const std::shared_ptr<crew>& of);

  const std::shared_ptr<crew> crew_; // shared with the threads, which may outlive this
  std::vector<std::thread> threads_; // guarded by the crew's mutex
};

} // namespace carrick
