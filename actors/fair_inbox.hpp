#pragma once

#include <carrick/actors/fair_queue.hpp>
#include <carrick/actors/fwd.hpp>
#include <carrick/core/bytes.hpp>
#include <carrick/core/loop_task.hpp>
#include <carrick/core/status.hpp>
#include <carrick/core/time.hpp>

#include <caf/mailbox_element.hpp>

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>

namespace carrick {

class delivery;
struct decode_options;
namespace detail {
class stream_item;
}

/// What links bring to one actor, in fair turns: its mailbox is given 5 ms of work or 512 KiB
/// ahead, and what is beyond that waits in a line for each link. The hosts of links, and members,
/// have their turns, and within a host its links. So who floods an actor waits behind himself, over
/// however many links, and not everybody else; and who does not read what he asked for waits until
/// he does. What one link brings keeps its order.
///
/// Home loop, unless it says otherwise.
class fair_inbox final : private loop_task {
 public:
  explicit fair_inbox(actor_base& owner) : owner_(owner) {}
  ~fair_inbox();

  /// With what it was decoded from, and how: what has to wait is kept so.
  void bring(const std::shared_ptr<link_session>& from, std::unique_ptr<delivery> what,
             byte_span body, const decode_options& how);
  void bring(const std::shared_ptr<link_session>& from, std::unique_ptr<detail::stream_item> what,
             byte_span body, const decode_options& how);
  /// Something else, which is small.
  void bring(const std::shared_ptr<link_session>& from, caf::mailbox_element_ptr what);
  /// That link's peer reads again, or is gone.
  void go_on(const link_session& from);
  /// Whatever waits, for an actor that ends or is about to.
  void give_all();
  /// Whatever waits of that node's links: the actor is about to hear that it is no member any more.
  void give_all_of(const peer_record& peer);

  /// How many messages wait outside of the mailbox. Any thread.
  std::size_t waiting() const noexcept { return outside_.load(std::memory_order_relaxed); }

  // In the actor.
  /// One of those that were given is done; it had so many bytes, and took so long.
  void handled(std::size_t bytes, duration took) noexcept;
  /// One was put off by the actor's behavior: what it waits for may be among those that wait here.
  void was_put_off() noexcept;

 private:
  using count = std::uint64_t;
  static constexpr count nobody = std::numeric_limits<count>::max(); ///< waits
  static constexpr count on_its_way = nobody - 1;                    ///< the task

  struct waiting_message {
    enum class kind : unsigned char { delivery, item, other };
    caf::mailbox_element_ptr what;
    std::size_t bytes;
    kind of;
  };

  count ahead() const noexcept;
  bool has_room() const noexcept;
  bool goes_at_once(const link_session& from) const;
  void give(caf::mailbox_element_ptr what, std::size_t bytes);
  void give_waiting(waiting_message next);
  void lose(delivery& what, const status& why);
  template <class Packed>
  void bring_packed(const std::shared_ptr<link_session>& from, std::unique_ptr<Packed> what,
                    byte_span body, const decode_options& how, waiting_message::kind kind);
  void wait(const std::shared_ptr<link_session>& from, waiting_message next);
  void give_turns();
  /// False if there is room again by now.
  bool wait_for_room() noexcept;
  void wake_if(count done) noexcept;
  void run() noexcept override;

  actor_base& owner_;
  fair_queue<turn_group, link_session, waiting_message> waiting_;
  count given_ = 0;
  count given_bytes_ = 0;

  std::atomic<count> handled_{0};
  std::atomic<count> handled_bytes_{0};
  std::atomic<count> wake_at_{nobody}; ///< of handled_
  std::atomic<duration::rep> typical_{0};
  std::atomic<bool> puts_off_{false};
  std::atomic<std::size_t> outside_{0};
};

} // namespace carrick
