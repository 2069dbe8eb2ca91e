#pragma once

#include <carrick/core/ids.hpp>
#include <carrick/core/result.hpp>
#include <carrick/core/time.hpp>
#include <carrick/net/body.hpp>
#include <carrick/net/link_ids.hpp>
#include <carrick/net/message_head.hpp>
#include <carrick/net/terms.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace carrick::net {

struct link_ledger;

// Events. Spans point into the fed bytes or the machine's own memory and hold until the next call
// of next() or feed().

/// The peer asks; answer with respond() or refuse() exactly once.
struct request_arrived : incoming {
  served_id id;
};
/// A request that was not answered yet is of no use any more: the peer gave up, and the answer is
/// still owed; or its deadline has passed, and it was answered so: what its handler still says goes
/// nowhere, and let_go() frees its place.
struct request_cancelled {
  served_id id;
};
/// The verdict of one of our requests; the id is free again.
struct request_done {
  request_id id;
  std::uint64_t context; ///< what was given to request()
  carrick::code code;
  byte_span payload; ///< the answer's body if code is ok, else a text
};
/// A post to hand out now: it is taken over with this event. Call consumed() when it was handled.
struct post_arrived : incoming {
  post_lane lane;
};
/// The peer's account of our posts has changed: see post_totals.
struct posts_acknowledged {};
/// The peer opens a stream: accept by using the id, or end_stream() it. An opening that waits for
/// its handler is told to hold_opening().
struct stream_opened : incoming {
  stream_id id;
};
/// One whole item. Its cost (credit_cost) is given back with stream_consumed().
struct stream_item {
  stream_id id;
  std::uint64_t context;
  byte_span body;
  std::uint32_t credit_cost;
};
/// The peer sends no more items.
struct stream_half_closed {
  stream_id id;
  std::uint64_t context;
};
/// The stream is over; nothing with this id follows.
struct stream_ended {
  stream_id id;
  std::uint64_t context;
  carrick::code code;
  byte_span text;
};
/// After send_item() could not take all: there is credit again.
struct stream_writable {
  stream_id id;
  std::uint64_t context;
};
/// The peer says goodbye: begin nothing new; what runs is finished.
struct peer_leaving {
  carrick::code code;
  byte_span text;
};
/// The machine has ended: open requests and streams have got their verdicts before this event.
/// What is in the output may still be written; then close the connection.
struct link_ended {
  const status* why; ///< stays as long as the machine
};

using event = std::variant<request_arrived, request_cancelled, request_done, post_arrived,
                           posts_acknowledged, stream_opened, stream_item, stream_half_closed,
                           stream_ended, stream_writable, peer_leaving, link_ended>;
// One takes the place of another without more than its own fields being written.
static_assert(std::is_trivially_copyable_v<event>);

/// What std::visit does, by a switch, which compilers inline.
template <class Visitor>
decltype(auto) visit(Visitor&& visitor, const event& e) {
  static_assert(std::variant_size_v<event> == 12);
  switch (e.index()) {
    case 0:
      return visitor(*std::get_if<0>(&e));
    case 1:
      return visitor(*std::get_if<1>(&e));
    case 2:
      return visitor(*std::get_if<2>(&e));
    case 3:
      return visitor(*std::get_if<3>(&e));
    case 4:
      return visitor(*std::get_if<4>(&e));
    case 5:
      return visitor(*std::get_if<5>(&e));
    case 6:
      return visitor(*std::get_if<6>(&e));
    case 7:
      return visitor(*std::get_if<7>(&e));
    case 8:
      return visitor(*std::get_if<8>(&e));
    case 9:
      return visitor(*std::get_if<9>(&e));
    case 10:
      return visitor(*std::get_if<10>(&e));
    default:
      return visitor(*std::get_if<11>(&e));
  }
}

/// The account of our posts that were given to links, of this link alone or of the pair.
struct post_totals {
  std::uint64_t sent = 0;
  std::uint64_t taken_over = 0; ///< by the receiver, refused ones included
  std::uint64_t refused = 0;
  std::uint64_t in_doubt = 0; ///< sent to a process that will not say what became of them
  std::vector<std::pair<carrick::code, std::uint64_t>> refused_by;
  /// Of the posts that were refused last, if all that were taken over with them went to one place;
  /// its sender is 0 if they have several.
  std::optional<message_head> last_refused;
};

/// What a tentative link keeps of the peer's posts: the newest, up to both limits.
struct tentative_limits {
  std::size_t posts_max = limits::tentative_posts;
  std::size_t bytes_max = limits::tentative_bytes; ///< of bodies
};

/// What an operator wants to know about a link.
struct link_counters {
  std::uint64_t frames_in = 0, frames_out = 0; ///< out: given to the lanes
  std::uint64_t bytes_in = 0, bytes_out = 0;
  std::uint64_t requests_in = 0, requests_out = 0;
  std::uint64_t posts_in = 0, posts_out = 0;
  std::uint64_t items_in = 0, items_out = 0;
  std::uint64_t late_answers = 0, ignored_frames = 0, pings_sent = 0;
  std::uint64_t early_verdicts = 0; ///< of requests of ours, before their answer
  std::uint64_t corrupt_frames = 0, expired_on_arrival = 0;
  std::uint64_t answers_in_vain = 0; ///< of handlers here, when nobody waited any more
};

/// An established link as a machine without I/O (docs/protocol.md, sections 2 and 4 to 9): bytes
/// and commands go in, events and bytes come out; time is an argument.
///
///     link.feed(bytes, now);
///     while (auto e = link.next(now)) ...     // every method is legal between two calls of next()
///     link.gather(pieces); n = write(pieces); link.wrote(n, now);
///     wake up at link.next_deadline(), call tick(now), take events and output again
///
/// Not thread-safe. In steady state a request, an answer and a post up to one frame allocate
/// nothing. A broken rule of the peer ends the machine with a coded goodbye; it never throws.
class link {
 public:
  link(const link_terms& terms, time_point now);
  ~link();
  link(const link&) = delete;
  link& operator=(const link&) = delete;

  const link_terms& terms() const noexcept;

  /// Takes what the transport read. The bytes must stay until the events were taken (next()
  /// returned nothing) or retain_input() was called; an unfinished frame is then copied.
  void feed(byte_span bytes, time_point now);
  /// Where the next bytes are best put before any are fed: memory of a large message, where they
  /// need not be copied from. Empty if there is none now. Valid until the next call of anything
  /// here.
  std::span<std::byte> room();
  /// Takes so many bytes that were put into the front of room().
  void filled(std::size_t bytes, time_point now);
  /// The next event, until the next call of next() or feed(); null: none is left. Lost connections
  /// and passed deadlines report here too.
  const event* next(time_point now);
  /// Copies what was fed and not taken yet, so that the fed bytes may go: for a loop that leaves a
  /// large batch in the middle. next() goes on as before, and what waits there counts as heard now.
  void retain_input();
  /// Timers; harmless when called early or twice.
  void tick(time_point now);
  /// When tick() is due; `never` if nothing waits.
  time_point next_deadline() const;
  /// The transport's connection is gone, or the peer half-closed it. Verdicts follow from next().
  void connection_lost(const status& why, time_point now);

  /// So many pieces of output are there at the most.
  static constexpr std::size_t pieces_max = 5;
  /// Output: up to pieces.size() pieces in order, at most about 128 KiB; they stay valid until
  /// wrote(). 0 = none.
  std::size_t gather(std::span<byte_span> pieces);
  /// `bytes` from the front of the pieces are written.
  void wrote(std::size_t bytes, time_point now);
  bool has_output() const noexcept;
  /// Streams of the peer may be waiting for credit that is in the output.
  bool owes_credit() const noexcept;
  /// Bytes that wait in the lanes.
  std::size_t output_bytes() const noexcept;
  /// A quarter of what may wait to be written does: what causes more is better put off until
  /// has_been_read(), when half of that is written.
  bool reads_slowly() const noexcept;
  bool has_been_read() const noexcept;

  // Messages of ours. A shared body that is large stays where it is until nobody needs it.
  /// What `body` holds, or a copy in memory that large messages of this link have used.
  shared_body hold(const message_body& body);

  // Requests of ours.
  /// `overloaded`, `too_large`, `draining` (goodbye said or heard), `link_lost` (ended).
  result<request_id> request(const message_head& head, const message_body& body,
                             time_point deadline, std::uint64_t context, time_point now);
  /// Tells the peer to stop and gives the verdict `cancelled` by next(). Unknown ids are ignored.
  void cancel(request_id id);

  // Requests of the peer's. Unknown or answered ids are ignored: late answers are an honest race.
  void respond(served_id id, byte_span body);
  void refuse(served_id id, carrick::code why, std::string_view text);
  /// After request_cancelled: a handler has that request in hand and was told. If its deadline has
  /// passed it no longer counts as running; else nothing happens.
  void let_go(served_id id) noexcept;
  /// Whether an answer would still be written: not answered, its deadline not passed, the link not
  /// ended. A handler counts as running until respond() or refuse(), whatever this says.
  bool is_open(served_id id) const noexcept;

  // Posts.
  /// Whether the window lets a post of that size go now. Not while those of the last link are sent
  /// again.
  bool post_room(std::size_t body_bytes) const noexcept;
  /// Posts of the last link wait to be sent again here; posts_acknowledged follows when all were.
  bool repeats_posts() const noexcept;
  /// Call only with post_room(); gives it its sequence number and writes it.
  status post(const message_head& head, const message_body& body, time_point now);
  /// The handler of a post from the peer has returned.
  void post_consumed(std::size_t body_bytes, time_point now);
  /// The post of the last post_arrived event was refused (still taken over, and consumed at once).
  void post_refused(carrick::code why, std::size_t body_bytes, time_point now);
  const post_totals& posts() const noexcept;
  /// What goes on with the next link, where there is one; null never.
  const std::shared_ptr<post_state>& posts_kept() const noexcept;

  // A stranger's link: the peer is no member (yet).
  /// From here on the peer's posts are kept and not acknowledged; one that is pushed out by a newer
  /// one counts as refused, `dropped`. Its requests and openings are refused as `refused` with that
  /// text. Call it before the first feed().
  void be_tentative(tentative_limits most, std::string refusal);
  bool is_tentative() const noexcept;
  /// Posts that are kept now.
  std::size_t kept_posts() const noexcept;
  /// The peer is a member now: next() gives the kept posts in the order of their coming, then what
  /// follows; they are taken over one by one. Nothing happens if the link is not tentative.
  void promote(time_point now);

  // Streams, from either side.
  result<stream_id> open_stream(const message_head& head, byte_span body, time_point deadline,
                                std::uint64_t context, time_point now);
  /// The opening of a stream of the peer's waits for its handler, and counts, whatever becomes of
  /// its stream, until as many bytes are let go.
  void hold_opening(std::size_t body_bytes) noexcept;
  void let_go_openings(std::size_t count, std::size_t body_bytes) noexcept;
  /// Binds the context that the stream's events carry; for streams opened by the peer.
  void set_stream_context(stream_id id, std::uint64_t context);
  /// Of the streams that have not ended.
  std::vector<std::uint64_t> stream_contexts() const;
  /// Takes the item if the credit lets it go; else `overloaded`, and stream_writable follows.
  status send_item(stream_id id, byte_span body);
  /// Bytes of credit left for items now (payload + 64 each), the link's window considered.
  std::size_t stream_credit(stream_id id) const noexcept;
  /// How long the peer may owe credit while an item waits for it, before the stream ends as
  /// `stalled`: `limits::stream_progress` unless said otherwise, the longest duration for ever.
  void limit_stall(stream_id id, duration most);
  void half_close_stream(stream_id id);
  /// The terminal status; events of this stream stop, except credit kept inside.
  void end_stream(stream_id id, carrick::code why, std::string_view text);
  /// `cost` bytes of items were consumed: credit for the peer. Owed for every stream_item, also
  /// after the stream has ended: it keeps its place in the tables until then.
  void stream_consumed(stream_id id, std::uint32_t cost);

  // The end.
  /// Announces the leave; finishes what runs within `grace`; then link_ended.
  void goodbye(carrick::code why, std::string_view text, time_point now,
               duration grace = limits::goodbye_grace);
  /// Ends at once with a coded goodbye frame in the output. What is open ends as `link_lost`, as
  /// `unreachable` where nothing was written, and all of it as `removed` if that is the reason.
  void abort(carrick::code why, std::string_view text, time_point now);
  bool ended() const noexcept;
  bool leaving() const noexcept;
  /// Requests, posts and openings of ours are taken: not ended, not lost, not leaving.
  bool takes_new() const noexcept;

  std::size_t open_requests() const noexcept;
  std::size_t running_requests() const noexcept;
  std::size_t open_streams() const noexcept;
  /// Streams of which anything is left, the open ones among them: their credit is not all given
  /// back.
  std::size_t held_streams() const noexcept;
  const link_counters& counters() const noexcept;
  /// The most that requests, openings and unwritten messages together have taken so far.
  std::size_t held_at_most() const noexcept;
  /// What this end keeps of the link, in numbers.
  link_ledger ledger() const;
  /// When the last byte came.
  time_point last_heard() const noexcept;
  /// Round trip of the last answered ping, zero before the first.
  duration last_round_trip() const noexcept;
  /// Nothing was heard for half of `fail_after`. Changes in tick() only, which is due when bytes
  /// end it.
  bool silent() const noexcept;
  /// Sends a ping now, whatever the idle time.
  void ping(time_point now);

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace carrick::net
