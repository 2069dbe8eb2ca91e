#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace carrick::bench {

/// Until a heap has come to rest: longer than pings and acknowledgements wait.
constexpr double settle_seconds = 2.5;

/// All threads take memory from one place, whose account is heap_bytes(). Before the first thread.
void count_heap();
/// Bytes that this process has of malloc now.
std::size_t heap_bytes();
/// Resident now.
std::uint64_t resident_kib();

/// How one process asks another for its heap: the other calls answer() now and then.
class heap_question {
 public:
  void answer() {
    const auto asked = asked_.load();
    if (answered_.load() == asked) return;
    heap_.store(heap_bytes());
    answered_.store(asked);
  }
  /// Waits for the answer.
  std::size_t ask();

 private:
  std::atomic<std::uint64_t> asked_{0}, answered_{0};
  std::atomic<std::size_t> heap_{0};
};

} // namespace carrick::bench
