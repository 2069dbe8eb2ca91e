#pragma once

#include <carrick/actors/blocking_runner.hpp>

#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace carrick {

/// Threads for code that blocks, made when first needed.
class blocking_pool final : public blocking_runner {
 public:
  blocking_pool();
  /// Waits for what runs, however long that takes.
  ~blocking_pool() override;
  blocking_pool(const blocking_pool&) = delete;
  blocking_pool& operator=(const blocking_pool&) = delete;

  status run(std::unique_ptr<blocking_work> work) override;
  /// The threads of what still runs go on until it is done.
  std::vector<std::string> stop(duration limit) override;
  /// As stop(), since threads cannot be dropped.
  void drop() override { static_cast<void>(stop(duration::max())); }
  std::vector<std::string> running() const override;

 private:
  struct crew;
  status add_thread();
  static void work_loop(const std::shared_ptr<crew>& of);

  const std::shared_ptr<crew> crew_; // shared with the threads, which may outlive this
  std::vector<std::thread> threads_; // guarded by the crew's mutex
};

} // namespace carrick
