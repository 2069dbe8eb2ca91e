#pragma once

#include <carrick/actors/loop_fwd.hpp>
#include <carrick/core/time.hpp>

#include <caf/actor_clock.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace carrick {

class timeout_shard;
struct timeout;
struct timeout_key;

/// CAF's clock on loops: receive and request timeouts and delayed messages of one actor system.
/// All are delivered, none early, on an idle loop at most about a millisecond late, in the order of
/// their times; whatever is cancelled is gone at once, and so is all that waits for an actor that
/// has ended.
///
/// Each actor's timeouts stand on one loop, by its id. Any thread, unless said otherwise.
class loop_clock final : public caf::actor_clock {
 public:
  explicit loop_clock(loop_group& on);
  ~loop_clock() override;

  time_point now() const noexcept override;

  void set_ordinary_timeout(time_point due, caf::abstract_actor* self, caf::atom_value type,
                            std::uint64_t id) override;
  void set_multi_timeout(time_point due, caf::abstract_actor* self, caf::atom_value type,
                         std::uint64_t id) override;
  void set_request_timeout(time_point due, caf::abstract_actor* self, caf::message_id id) override;
  void cancel_ordinary_timeout(caf::abstract_actor* self, caf::atom_value type) override;
  void cancel_request_timeout(caf::abstract_actor* self, caf::message_id id) override;
  void cancel_timeouts(caf::abstract_actor* self) override;
  void schedule_message(time_point due, caf::strong_actor_ptr receiver,
                        caf::mailbox_element_ptr content) override;
  void schedule_message(time_point due, caf::group target, caf::strong_actor_ptr sender,
                        caf::message content) override;
  void cancel_all() override;

  /// Timeouts and messages that wait.
  std::size_t size() const;

  /// Cancels all and takes nothing new. Then each loop must leave() before the clock is destroyed.
  void close();
  /// On that loop's thread.
  void leave(std::size_t loop_index) noexcept;

 private:
  timeout_shard& shard_of(caf::actor_id actor) const noexcept;
  void cancel(const timeout_key& which);

  loop_group& loops_;
  std::vector<std::unique_ptr<timeout_shard>> shards_; // by loop
  std::atomic<std::uint64_t> messages_{0};             // names for delayed messages
};

} // namespace carrick
