#pragma once

#include <carrick/core/status.hpp>
#include <carrick/core/time.hpp>
#include <carrick/membership/member.hpp>
#include <carrick/net/link_ledger.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace carrick::sim {

/// A process of a node. Nodes are numbered from 0; incarnation 0 is nobody.
struct process_id {
  std::size_t node = 0;
  std::uint64_t incarnation = 0;
  friend auto operator<=>(const process_id&, const process_id&) = default;
};

/// Who sent which message to whom: travels in every payload, so that who receives it can tell.
struct stamp {
  std::uint64_t cluster = 0; ///< the seed of the run
  process_id from;
  std::size_t to = 0;
  std::uint64_t number = 0;  ///< of requests, of posts, of streams: each from 1 in a run
  std::uint64_t channel = 0; ///< what has one channel, sender and receiver is in order; 0: in none
  std::uint64_t order = 0;   ///< in its channel, from 1; of items: in their direction of the stream
};

/// A message as somebody got it. `intact` says that its bytes are those that were sent.
struct received {
  process_id by;
  stamp what;
  bool intact = true;
  std::uint64_t actor = 0; ///< whose turn it is, by its number in the run; 0: of none
};

// What happens in a simulated cluster.

struct process_began {
  process_id who;
};
/// Crashed, or left in good order.
struct process_ended {
  process_id who;
  bool in_order = false;
};
/// Nothing of the node runs until then.
struct node_held {
  std::size_t node = 0;
  duration until{};
};
/// The node was told that the other one is no member, for a while.
struct member_forgotten {
  std::size_t node = 0, member = 0;
};
/// An actor of that process was told of a member.
struct member_told {
  enum class change : unsigned char { appears, stays, goes };
  process_id at;
  std::size_t member = 0;
  change what = change::stays;
  std::uint64_t actor = 0; ///< its number in the run
};
/// An actor of a process that goes on has ended: what it asked has no verdict any more, and who
/// asks it, by that target, may find nobody until it is started again.
struct actor_left {
  process_id who;
  std::uint64_t actor = 0;
  std::uint32_t target = 0;
};
/// Whoever saw it knows the invariant and what is wrong: literals.
struct broken_promise {
  process_id at;
  std::string_view invariant, what;
};
/// Damaged bytes may arrive from now on.
struct damage_possible {};

/// A connection, accepted or dialed, begins with its handshake.
struct handshake_began {
  process_id at;
};
struct link_began {
  process_id at;
  process_id peer;
  std::uint64_t link = 0;
};
struct link_closed {
  process_id at;
  process_id peer;
  std::uint64_t link = 0;
  code why = code::ok;
};
/// Who could not link with whom, and why.
struct link_failed {
  process_id at;
  code why = code::ok;
};

/// A plain one is small, not urgent, and of a pair that sends nothing large: nothing that its link
/// is given later comes before it, nor it before what is given earlier.
struct asked {
  stamp what;
  duration deadline{};
  bool plain = false;
  std::uint64_t asker = 0;  ///< the actor's number in the run
  std::uint32_t target = 0; ///< which actor there; 0: not known, or none
};
struct ask_cancelled {
  std::uint64_t number = 0;
};
/// `time_left` is what its handler is told.
struct executed {
  received got;
  duration time_left{};
};
/// The handler is told that its asker has given up.
struct cancel_heard {
  std::uint64_t number = 0;
  process_id by{}; ///< whose handler it is
};
/// What the handler says; `ok` or its refusal.
struct handler_said {
  std::uint64_t number = 0;
  code what = code::ok;
};
/// The verdict that the asker gets; with `ok` the reply is `reply`.
struct answered {
  std::uint64_t number = 0;
  code what = code::ok;
  received reply;
};

/// Of a link so far: answers that came behind the verdicts of their requests, and such verdicts.
struct late_answers_counted {
  process_id at;
  process_id peer;
  std::uint64_t answers = 0, verdicts = 0;
};

struct posted {
  stamp what;
};
/// Whether it was taken, as far as its sender is told.
struct post_told {
  std::uint64_t number = 0;
  code taken = code::ok;
};
/// To a handler.
struct post_handed {
  received got;
};
/// Some posts of it to that process have been taken over.
struct posts_acknowledged {
  process_id at;
  process_id peer;
};
/// The sender's account of its posts to a node. Some that were posted may not have come as far:
/// who is no member, or leaves, has none.
struct posts_counted {
  process_id by;
  std::size_t to = 0;
  std::uint64_t accepted = 0, delivered = 0, refused = 0, dropped = 0, unsent = 0, in_flight = 0,
                in_doubt = 0;
  std::uint64_t lost = 0; ///< the sum of its reasons
  /// Of those dropped: unsent or in flight when the other node was removed.
  std::uint64_t removed = 0;
  /// Of those dropped or refused: since the queue was full.
  std::uint64_t for_room = 0;
  /// Of those refused: for want of room, before any handler.
  std::uint64_t refused_unseen = 0;
  /// Posts that nobody observes may be among them: those of an application.
  bool others_post = false;
};

struct stream_asked {
  stamp what;
};
struct stream_accepted {
  received got;
};
/// Side 0 is the one that opened the stream.
struct stream_side {
  std::uint64_t number = 0;
  int side = 0;
};
struct item_sent {
  stream_side on;
  std::uint64_t order = 0;
};
struct item_got {
  stream_side on;
  received got;
  std::uint64_t cost = 0;
};
struct items_consumed {
  stream_side on;
  std::uint64_t cost = 0;
};
struct half_closed {
  stream_side on;
};
struct half_close_seen {
  stream_side on;
};
/// The side's own last word.
struct stream_left {
  stream_side on;
  code why = code::ok;
};
/// The verdict that the side gets.
struct stream_over {
  stream_side on;
  code what = code::ok;
};
/// An actor monitors one of that node. `watch` is its number in the run.
struct watch_began {
  std::uint64_t watch = 0;
  process_id by;
  std::size_t node = 0;
  std::uint32_t target = 0;
  bool lasting = false;
};
/// It is told that the other one is there, or is not.
struct watch_told {
  std::uint64_t watch = 0;
  bool up = false;
};
/// It monitors it no longer, or has ended.
struct watch_dropped {
  std::uint64_t watch = 0;
};
/// What the windows of a receiving side are: of each of its streams from that process, of all
/// together.
struct windows_agreed {
  process_id at;
  process_id peer;
  std::uint64_t stream = 0, link = 0;
};

/// Something bounded, at the moment.
struct measured {
  process_id at;
  std::string_view what; ///< "open requests": a literal
  std::uint64_t value = 0, limit = 0;
  std::optional<std::size_t> with{}; ///< of the link or the queue to that node
};
/// What a table or queue says that it has, and what it has.
struct recounted {
  process_id at;
  std::string_view what; ///< a literal
  std::uint64_t said = 0, is = 0;
};
/// Both ends of a link while nothing is under way between them.
struct books_compared {
  process_id one, other;
  net::link_ledger of_one, of_other;
};
/// How a node sees a member, linked with it or not since then, while all is at rest there.
struct member_seen {
  process_id at;
  std::size_t member = 0;
  member_state state = member_state::joined;
  bool linked = false, silent = false;
  duration since{};
  duration fail_after{};                      ///< of that node
  std::uint64_t incarnation = 0, of_link = 0; ///< in its view, and of its link
  bool dialed_elsewhere = false;              ///< not where it is in its view
};
/// The node's loop has done a turn: what it did in it is complete.
struct turned {
  process_id who;
};

/// Without faults everything has come right, and had time to be told.
struct all_is_well {};
/// All is stopped; what is left must be nothing.
struct left_over {
  std::string_view what;
  std::uint64_t count = 0;
};

using observation =
  std::variant<process_began, process_ended, node_held, member_forgotten, member_told, actor_left,
               broken_promise, damage_possible, handshake_began, link_began, link_closed,
               link_failed, asked, ask_cancelled, executed, cancel_heard, handler_said, answered,
               late_answers_counted, posts_acknowledged, posted, post_told, post_handed,
               posts_counted, stream_asked, stream_accepted, item_sent, item_got, items_consumed,
               half_closed, half_close_seen, stream_left, stream_over, watch_began, watch_told,
               watch_dropped, windows_agreed, measured, recounted, books_compared, member_seen,
               turned, all_is_well, left_over>;

/// Who is told what happens, when it happens.
class observer {
 public:
  virtual void see(const observation& what, duration at) = 0;

 protected:
  ~observer() = default;
};

} // namespace carrick::sim
