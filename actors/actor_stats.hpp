#pragma once

#include <carrick/core/time.hpp>
#include <carrick/serialization/fwd.hpp>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

namespace carrick {

namespace system_messages {
struct actor_row;
}

/// What an actor does at the moment.
struct actor_activity {
  std::string message; ///< "kv.get"; empty: nothing
  time_point since{};
};

/// What one actor counts of itself. Written by the actor in its turn, but for count_enqueued(),
/// which is for any thread, like all that reads.
class actor_stats {
 public:
  void count_enqueued() noexcept { enqueued_.fetch_add(1, std::memory_order_relaxed); }

  void begin(time_point now) noexcept {
    current_.store(nullptr, std::memory_order_relaxed);
    busy_since_.store(now.time_since_epoch().count(), std::memory_order_relaxed);
  }
  /// The message that is being handled, once it is known.
  void handles(const message_type& type) noexcept {
    current_.store(&type, std::memory_order_relaxed);
  }
  const message_type* current() const noexcept { return current_.load(std::memory_order_relaxed); }
  time_point busy_since() const noexcept {
    return time_point{duration{busy_since_.load(std::memory_order_relaxed)}};
  }
  /// The message is done, or was put off and will come again. Returns how long it took.
  duration end(time_point now, bool handled) noexcept;

  bool is_slowest(duration took) const noexcept {
    return took.count() > slowest_.load(std::memory_order_relaxed);
  }
  void set_slowest(duration took, std::string message);

  /// Messages in its mailbox.
  std::uint64_t waiting() const noexcept;
  std::uint64_t handled() const noexcept { return handled_.load(std::memory_order_relaxed); }
  actor_activity activity() const;
  /// Fills all but name and type.
  void fill(system_messages::actor_row& row) const;

 private:
  static constexpr duration::rep idle = duration::min().count();

  bool busy() const noexcept { return busy_since_.load(std::memory_order_relaxed) != idle; }

  std::atomic<std::uint64_t> enqueued_{0};
  std::atomic<std::uint64_t> handled_{0};
  std::atomic<duration::rep> busy_since_{idle};
  std::atomic<duration::rep> slowest_{0};
  std::atomic<const message_type*> current_{nullptr};
  mutable std::mutex mutex_;
  std::string slowest_message_; // guarded by mutex_
};

} // namespace carrick
