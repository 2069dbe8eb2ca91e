#pragma once

#include <carrick/actors/peer.hpp>
#include <carrick/actors/send_status.hpp>
#include <carrick/actors/session.hpp>
#include <carrick/actors/stream_event.hpp>
#include <carrick/actors/unsent_items.hpp>
#include <carrick/core/bytes.hpp>
#include <carrick/core/loop_task.hpp>

#include <caf/actor_control_block.hpp>

#include <atomic>
#include <deque>
#include <memory>
#include <optional>

namespace carrick {

class stream_step;
struct erased_call;

/// One end of a stream. Half of it belongs to the actor, on whatever loop that runs (handles,
/// callbacks, what is sent), half to the home loop (the link, what waits for credit). Steps go from
/// the first to the second in their order; events come back through the mailbox.
class stream_core final : public caf::ref_counted, private stream_sink {
 public:
  stream_core(actor_base& owner, node_core& core, const stream_types& types);
  ~stream_core() override;

  const stream_types& types() const noexcept { return types_; }

  // Actor.
  void open(const erased_call& what, std::uint64_t sender);
  void set_callbacks(std::unique_ptr<detail::stream_callbacks> callbacks);
  /// Null before set_callbacks(), after close(), and when the actor was told of the end: nothing
  /// but the end is told then.
  detail::stream_callbacks* callbacks() const noexcept;
  send_status send(const void* item);
  bool writable() noexcept;
  void limit_stall(duration most);
  void half_close();
  void close(status why);
  /// A callback threw: the stream ends as internal.
  void callback_threw(const status& why);
  /// It was broken off, not closed by either side's own word: what waits in the mailbox is not
  /// handled any more.
  bool is_broken_off() const noexcept;
  /// Tells the actor how the stream has ended, at its first call.
  void tell_end(actor_base& self);
  void other_half_closed() noexcept { other_half_closed_ = true; }
  /// Both directions are closed, and nobody is left to say how it ends.
  void close_if_abandoned();
  /// Nothing will happen any more.
  void retire();
  void owner_ended();
  void handle_added() noexcept { handles_.fetch_add(1, std::memory_order_relaxed); }
  void handle_dropped();

  // Any thread.
  /// An item was handled or dropped: its credit goes back.
  void consumed(std::uint32_t credit);
  void items_dropped(std::size_t count) noexcept {
    dropped_.fetch_add(count, std::memory_order_relaxed);
  }
  std::uint64_t dropped() const noexcept { return dropped_.load(std::memory_order_relaxed); }

  /// Its place in its actor's list.
  std::size_t index = 0;

  // Home loop.
  /// The other side opened it.
  void accept(const std::shared_ptr<link_session>& from, net::stream_id stream);
  void take(stream_step& step);
  /// An item that waited has no value after all.
  void refuse_item(const status& why);

 private:
  struct credit_task final : loop_task {
    explicit credit_task(stream_core& of) noexcept : core(of) {}
    void run() noexcept override;
    stream_core& core;
  };

  void on_open() noexcept override;
  void on_item(byte_span body, std::uint32_t cost) noexcept override;
  void on_half_closed() noexcept override;
  void on_writable() noexcept override { flush(); }
  void on_ended(carrick::code code, std::string_view text) noexcept override;

  // Actor.
  status why_closed() const;
  bool has_room() const noexcept {
    return queued_.load() < limit_ && (!unsent_ || unsent_->has_room());
  }
  template <class Room>
  bool has_or_wants(Room&& room) noexcept;
  void go(std::unique_ptr<stream_step> step);

  // Home loop.
  void open_at_home(stream_step& step);
  void give_item(byte_span body);
  bool send_now(byte_span body);
  void flush();
  void took(std::size_t body_bytes);
  void no_longer_waits(std::size_t body_bytes) noexcept;
  void drop_waiting() noexcept;
  void tell_if_writable();
  void give_back_credit();
  void limit_stall_at_home(duration most);
  void half_close_at_home();
  void end_at_home(const status& why);
  void break_off(const status& why);
  void finish(status how);
  void let_go_of_credit();
  void tell(detail::stream_event* event);

  const stream_types types_;
  node_core& core_;
  loop& home_;
  const std::size_t limit_; // cost of items that may wait on this side

  std::shared_ptr<unsent_items>
    unsent_; // of the peer that opened it, set before the actor knows it

  // Any thread.
  std::atomic<int> handles_{0};
  std::atomic<std::size_t> queued_{0};      // cost of items sent and not yet taken by the link
  std::atomic<bool> blocked_{false};        // they wait for credit
  std::atomic<bool> wants_writable_{false}; // the actor was told that there is no room
  std::atomic<bool> closed_{false};         // by this side
  std::atomic<bool> over_{false};           // ended, however; after that, end_ is constant
  std::atomic<std::uint64_t> credit_owed_{0};
  std::atomic<std::uint64_t> dropped_{0};
  credit_task credit_task_{*this};

  // Actor.
  std::unique_ptr<detail::stream_callbacks> callbacks_;
  bool half_closed_ = false;
  bool other_half_closed_ = false;

  // Home loop.
  caf::strong_actor_ptr owner_;
  std::shared_ptr<link_session> from_; // its link, as long as there are events to tell
  bool served_ = false;                // set before the actor knows it
  bool finished_ = false;
  status end_; // how it ended
  // Items may be in the mailbox when the stream ends: their credit goes back all the same.
  std::shared_ptr<link_session> credited_;
  std::uint64_t in_mailbox_ = 0; // cost of items told and not consumed
  std::deque<buffer> waiting_;   // for credit, or for the stream to be open
  std::optional<duration> stall_limit_;
  buffer scratch_;
  bool half_close_waits_ = false;
  std::optional<status> end_waits_;
};

using stream_core_ptr = caf::intrusive_ptr<stream_core>;

/// Something that an actor does to its stream, on its way to the home loop.
class stream_step final : public loop_task {
 public:
  enum class what : unsigned char { open, item, limit_stall, half_close, end };

  stream_step(stream_core& of, what step) : core(&of), kind(step) {}
  void run() noexcept override;

  const stream_core_ptr core;
  const what kind;
  buffer body;                        ///< of open, item
  duration most{};                    ///< of limit_stall
  status why;                         ///< of end
  peer to;                            ///< of open
  const message_type* type = nullptr; ///< of open
  std::uint64_t sender = 0;           ///< of open
  time_point deadline = never;        ///< of open
  bool wait_for_link = false;         ///< of open
  time_point wait_until = never;      ///< of open
};

} // namespace carrick
