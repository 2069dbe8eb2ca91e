#pragma once

#include <carrick/core/limits.hpp>
#include <carrick/core/result.hpp>
#include <carrick/net/body.hpp>
#include <carrick/net/link.hpp>
#include <carrick/net/message_head.hpp>

#include <cstdint>
#include <map>
#include <memory>

namespace carrick::net {

struct post_queue_options {
  std::size_t posts_max = limits::posts_unsent;
  std::size_t bytes_max = limits::posts_unsent_bytes;
  bool drop_oldest = true; ///< else a full queue refuses with `overloaded`
};

/// The account of the posts to one peer since its dispatcher was made. Exact at all times:
/// accepted = delivered + refused + dropped + unsent + in_flight + in_doubt.
struct post_account {
  std::uint64_t accepted = 0;
  std::uint64_t delivered = 0; ///< taken over by the receiver and handed to a handler
  std::uint64_t refused = 0;   ///< taken over, but nothing could handle them
  std::uint64_t dropped = 0;   ///< by this side, while unsent
  std::uint64_t unsent = 0;
  std::uint64_t in_flight = 0;
  std::uint64_t in_doubt =
    0; ///< sent to a process that was replaced, or has forgotten, before it took them over
  std::map<carrick::code, std::uint64_t> lost_by; ///< refused, dropped and in doubt, by reason

  post_account& operator+=(const post_account& other);
};

/// The unsent posts to one peer, and the account of all of them: the queue machine of the
/// dispatcher (docs/protocol.md, section 5; three zones: unsent, in flight, taken over).
///
/// Bounded by count and bytes; when full the oldest unsent post is dropped and counted, or the new
/// one is refused. Dropping acts on unsent posts only: they have no sequence number yet.
class post_queue {
 public:
  explicit post_queue(post_queue_options options);
  ~post_queue();

  /// `too_large` for one that the queue could never hold.
  status push(const message_head& head, const message_body& body);
  /// A post that went to the link without waiting here.
  void passed_through() noexcept { ++accepted_; }

  bool empty() const noexcept;
  std::size_t size() const noexcept;
  std::size_t bytes() const noexcept;
  /// By this side, since the beginning.
  std::uint64_t dropped() const noexcept { return dropped_; }
  /// Whether a post of that pair waits: later requests of it wait behind.
  bool has_unsent_of(const message_pair& pair) const noexcept;
  /// At most half full, in posts and bytes, and the largest that was refused for want of room would
  /// fit.
  bool has_room() const noexcept;

  struct entry {
    message_head head;
    message_body body;
  };
  /// The oldest. Valid until the queue changes. Call only when not empty.
  entry front() const;
  /// It was given to the link.
  void pop();
  /// It cannot be given to the link, ever.
  void drop_oldest(carrick::code why);
  /// Posts are numbered in the order of their coming: the oldest, and the one that is pushed next.
  std::uint64_t first_number() const noexcept { return next_number_ - size(); }
  std::uint64_t next_number() const noexcept { return next_number_; }
  /// Drops all, counted under that reason.
  void drop_all(carrick::code why);

  /// The account of a sender that will send nothing more; what it has in flight is dropped.
  void settle(const post_totals& last, carrick::code why);
  /// The account with the numbers of the present sender.
  post_account account(const post_totals& current) const;
  /// The post that was dropped last, if it was for that reason.
  std::optional<message_head> last_dropped(carrick::code why) const {
    return dropped_for_ == why ? last_dropped_ : std::nullopt;
  }
  /// Its refused, dropped and in doubt.
  std::uint64_t lost(const post_totals& current) const noexcept {
    return settled_.refused + settled_.in_doubt + dropped_ + current.refused + current.in_doubt;
  }

 private:
  struct storage;

  static void add(post_account& to, const post_totals& of);

  post_queue_options options_;
  std::unique_ptr<storage> storage_;
  std::uint64_t next_number_ = 0;
  std::uint64_t accepted_ = 0, dropped_ = 0;
  std::optional<message_head> last_dropped_;
  carrick::code dropped_for_ = carrick::code::ok;
  std::size_t refused_bytes_ =
    0;                   ///< the largest body for which there was no room, since the last push
  post_account settled_; ///< of senders that are gone; and the reasons of what was dropped
};

} // namespace carrick::net
