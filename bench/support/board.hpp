#pragma once

#include "clock.hpp"
#include "latencies.hpp"

#include <sys/mman.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <stdexcept>

namespace carrick::bench {

/// Whether what happens now counts.
enum class phase : int { warming, measuring, over };

/// What one thread has counted, read by others while it counts.
class alignas(64) recorder {
 public:
  void count(std::uint64_t more = 1) {
    counted_.store(counted_.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
  }

  /// Counts answers, and their time when it lies in the window.
  void answered(std::uint64_t sent_ns, std::uint64_t now, std::uint64_t times = 1) {
    count(times);
    if (phase_->load(std::memory_order_relaxed) == phase::measuring)
      times_.add(now - sent_ns, times);
  }

  std::uint64_t counted() const { return counted_.load(std::memory_order_relaxed); }
  const latencies& times() const { return times_; }

 private:
  friend class board;
  std::atomic<std::uint64_t> counted_{0};
  const std::atomic<phase>* phase_ = nullptr;
  latencies times_;
};

/// Memory that all processes of a measurement share. Made before the first fork; never unmapped.
class board {
 public:
  static constexpr std::size_t processes_max = 16;
  static constexpr std::size_t recorders_max = 4096;

  static board& make() {
    void* memory =
      ::mmap(nullptr, sizeof(board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::runtime_error{"no memory to share"};
    return *new (memory) board;
  }

  /// A recorder of answered requests, for one thread.
  recorder& requests() {
    const auto index = used_.fetch_add(1);
    if (index >= recorders_max) throw std::runtime_error{"too many recorders"};
    auto* made = new (&recorders_[index * sizeof(recorder)]) recorder;
    made->phase_ = &phase_;
    return *made;
  }
  /// What the receiver of one-way messages counts. One thread writes.
  recorder& received() { return received_; }

  bool measuring() const { return phase_.load(std::memory_order_relaxed) == phase::measuring; }
  bool over() const { return phase_.load(std::memory_order_relaxed) == phase::over; }
  void enter(phase next) { phase_.store(next); }

  /// Process `index` serves at this port of 127.0.0.1.
  void listens(std::uint16_t port, std::size_t index = 0) { ports_.at(index).store(port); }
  /// 0 until it listens.
  std::uint16_t port(std::size_t index = 0) const { return ports_.at(index).load(); }

  std::uint64_t answered() const {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < used_.load(); ++i) sum += request_recorder(i).counted();
    return sum;
  }

  std::unique_ptr<latencies> times() const {
    auto sum = std::make_unique<latencies>();
    for (std::size_t i = 0; i < used_.load(); ++i) sum->add(request_recorder(i).times());
    return sum;
  }

 private:
  board() { received_.phase_ = &phase_; }

  const recorder& request_recorder(std::size_t index) const {
    return *std::launder(reinterpret_cast<const recorder*>(&recorders_[index * sizeof(recorder)]));
  }

  std::atomic<phase> phase_{phase::warming};
  std::array<std::atomic<std::uint16_t>, processes_max> ports_{};
  std::atomic<std::size_t> used_{0};
  recorder received_;
  // Made one by one: only what is used counts as resident.
  alignas(recorder) std::byte recorders_[recorders_max * sizeof(recorder)];
};

} // namespace carrick::bench
