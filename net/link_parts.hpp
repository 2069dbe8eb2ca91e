#pragma once

#include <carrick/net/anomaly_budget.hpp>
#include <carrick/net/body_pool.hpp>
#include <carrick/net/departure.hpp>
#include <carrick/net/extension.hpp>
#include <carrick/net/frame_pace.hpp>
#include <carrick/net/frame_reader.hpp>
#include <carrick/net/held_memory.hpp>
#include <carrick/net/link.hpp>
#include <carrick/net/liveness.hpp>
#include <carrick/net/output.hpp>
#include <carrick/net/post_state.hpp>
#include <carrick/net/request_table.hpp>
#include <carrick/net/served_table.hpp>
#include <carrick/net/stream_receiver.hpp>
#include <carrick/net/stream_sender.hpp>
#include <carrick/net/tentative_posts.hpp>
#include <carrick/net/transfer_table.hpp>

#include <string>

namespace carrick::net {

struct addressed;

/// A message by its first frame, when that is in an extended frame: what is decided about it there.
struct beginning {
  frame first;           ///< without its extension block
  std::size_t whole = 0; ///< bytes of the whole payload
  carrick::code wrong = code::ok;
  std::uint64_t sequence = 0;     ///< of a post
  time_point expires = never;     ///< of a request
  const event* verdict = nullptr; ///< of a request of ours whose answer cannot be taken
};

/// The machines of a link and what connects them. Each link_*.cpp holds one interaction.
struct link::parts {
  parts(const link_terms& agreed, time_point start);

  // link_receive.cpp: frames in, events out.
  bool bytes_came(std::size_t bytes, time_point t);
  const event* next(time_point t);
  /// Built where it is read: copies of what was written a moment ago in smaller pieces stall.
  template <class Event>
  const event* emit(const Event& e) {
    last_event.emplace<Event>(e);
    return &last_event;
  }
  const event* receive(const frame& f);
  const event* on_ping(const frame& f);
  const event* on_pong(const frame& f);

  // link_transfers.cpp: messages in more than one frame, or with extensions.
  const event* on_extended(const frame& f);
  bool may_begin(beginning& b);
  const event* deliver(const frame& f, time_point since, std::uint64_t sequence);
  const event* on_chunk(const frame& f);
  const event* give_up(const transfer_table::entry& e, carrick::code why);
  void expire_transfers();

  // link_requests.cpp
  result<request_id> request(const message_head& head, const message_body& body,
                             time_point deadline, std::uint64_t context);
  void cancel(request_id id);
  duration time_for(const addressed& request) const noexcept;
  bool request_may_begin(beginning& b);
  bool admit_request(std::uint32_t id, std::size_t bytes);
  bool refuse_unread(std::uint32_t request);
  bool has_room_for(std::size_t bytes) const noexcept;
  bool has_room_to_write(std::size_t bytes) const noexcept;
  bool response_may_begin(beginning& b);
  const event* on_request(const frame& f, time_point since);
  const event* on_response(const frame& f);
  const event* on_failure(const frame& f);
  const event* on_cancel(const frame& f);
  const event* answered(std::uint32_t id, carrick::code code, byte_span payload);
  void respond(served_id id, byte_span body);
  void answer(std::uint32_t request, byte_span body);
  void refuse(std::uint32_t request, carrick::code why, std::string_view text);
  bool too_late(time_point deadline) const noexcept;
  std::uint16_t deadline_code(time_point deadline) const noexcept;
  bool must_queue(const message_head& head, std::size_t payload_bytes) const;

  // link_posts.cpp
  status post(const message_head& head, const message_body& body);
  void repeat_posts();
  void write_post(frame_queue& to, frame_kind kind, std::uint32_t number, endpoint at,
                  byte_span body);
  void add_bulk_post(std::uint64_t ticket, const message_head& head);
  bool post_may_begin(beginning& b, post_lane lane);
  const event* on_post(const frame& f, post_lane lane);
  const event* hand_out(const frame& f, post_lane lane, std::uint64_t sequence);
  void refuse_post(post_lane lane, std::uint64_t sequence, carrick::code why, std::size_t body);
  const event* on_post_ack(const frame& f);
  const event* break_off_posts(std::string_view text);

  // link_tentative.cpp: the peer is no member (yet).
  const event* keep_post(const addressed& m, post_lane lane, std::uint64_t sequence);
  const event* kept_post();

  // link_streams.cpp: openings, and the frames of streams.
  result<stream_id> open_stream(const message_head& head, byte_span body, time_point deadline,
                                std::uint64_t context);
  bool open_may_begin(beginning& b);
  bool admit_stream(std::uint32_t id);
  void count_openings() noexcept;
  void refuse_open(std::uint32_t id, carrick::code why, std::string_view text);
  stream* stream_for(const frame& f);
  const event* on_open(const frame& f, time_point since);
  const event* on_item(const frame& f);
  const event* on_extended_item(const frame& f, const extensions& block);
  const event* on_half_close(const frame& f);
  const event* on_end(const frame& f);
  const event* on_credit(const frame& f);
  const event* stream_offence(stream& s, carrick::code why, std::string_view text);

  // link_stream_ends.cpp: what the application does with streams, and how they end.
  status send_item(stream_id id, byte_span body);
  void limit_stall(stream_id id, duration most);
  void half_close(stream_id id);
  void end_stream(stream_id id, carrick::code why, std::string_view text);
  void end_stream_here(stream& s, carrick::code why);
  void tell_end(stream& s, carrick::code why);
  void make_ready(stream& s);
  void note_woken();
  void consumed(stream_id id, std::uint64_t cost);
  void arm(stream& s);
  void expire_streams();
  void tidy(stream& s);
  void take_notes();
  const event* stream_event();
  void streams_not_taken(std::uint64_t processed);
  void end_all_streams(carrick::code sent, carrick::code unsent);

  // link_end.cpp
  void say_goodbye(carrick::code why, std::string_view text);
  const event* on_goodbye(const frame& f);
  void go_on_leaving();
  bool nothing_open() const noexcept;
  void end(status why, bool tell_peer);
  /// The peer broke a rule: the link ends. Returns nothing, for the ease of returning it.
  const event* break_off(carrick::code why, std::string_view text);
  /// The peer did what an honest race can cause, too: it costs a token.
  const event* tolerate();
  /// The same of a frame that means nothing here.
  const event* ignore();
  /// Whether there is anything of what pending_event() looks at.
  bool event_pending() const noexcept {
    return requests.has_verdicts() || !expired_served.empty() || !ready_streams.empty() ||
      tentative || repeats_done || over;
  }
  const event* pending_event();
  void write_ping();
  void run_timers();
  void expire_running();
  void shrink();
  time_point next_deadline() const;
  void write_due();

  /// Another link has the posts of the pair now.
  bool fenced() const noexcept { return !posts->serves(this); }
  bool posts_settled() const noexcept {
    return fenced() || (posts_out.all_taken_over() && !posts_in.ack_pending());
  }
  bool ack_due() const noexcept { return posts_in.ack_due() && !fenced(); }

  void touch(time_point t) noexcept {
    if (t > now) now = t;
  }
  /// Something was written of what was much.
  void less_is_held() noexcept {
    account();
    if (out.message_bytes() <= terms.ours.held_bytes / 2) unread = false;
  }
  /// Tells what is held, by this link, to whom all links share it with.
  void account() noexcept {
    share.is(served.bytes() + served.running() * limits::request_overhead + out.message_bytes());
  }

  link_terms terms;
  std::size_t frame_bytes; ///< largest payload that we send
  time_point now;
  time_point timers_run_at;
  frame_reader reader;
  request_table requests;
  std::shared_ptr<post_state> posts;
  post_sender& posts_out;
  post_receiver& posts_in;
  std::uint64_t posts_generation = 0;         ///< of those that arrive here
  bool repeats_done = false;                  ///< to be told
  std::unique_ptr<tentative_posts> tentative; ///< null: the peer is a member
  buffer kept_body;                           ///< of the last post that was handed out of it
  output out;
  served_table served;
  held_share share;
  std::size_t stream_openings = 0;    ///< bytes of the openings of the peer's streams
  std::size_t unhandled_openings = 0; ///< of those before their handlers
  std::size_t counted_openings = 0;   ///< of both, in `served`
  /// An answer was given up, since too much waits to be written; until half of that is written.
  bool unread = false;
  body_pool memory; ///< of large messages
  transfer_table transfers{memory};
  stream_table streams;
  stream_sender stream_out;
  stream_receiver stream_in;
  timer_wheel streams_wheel;
  id_fifo ready_streams;
  id_fifo expired_served; ///< whose handlers are to hear that their deadline has passed
  std::size_t open_streams = 0;
  std::uint64_t credits_in = 0;
  event last_event;
  bool offended = false; ///< a stream of the peer's broke its window before
  liveness life;
  frame_pace pace;
  anomaly_budget budget;
  departure leave;
  link_counters counters;

  std::uint64_t taken = 0;     ///< requests and openings of the peer
  std::uint64_t crossings = 0; ///< answers that a cancel may still cross
  std::optional<std::uint32_t> pong_owed;
  std::optional<status> lost; ///< the connection has gone
  bool over = false;
  bool over_told = false;
  status end_why;
};

/// The fields in front of a message's body (docs/protocol.md, section 2).
struct addressed {
  endpoint to;
  bool has_deadline = false;
  std::uint16_t deadline = 0;
  byte_span body;
};

inline std::optional<addressed> read_addressed(const frame& f) noexcept {
  byte_span payload = f.payload;
  std::size_t prefix = endpoint_bytes + (f.header.has(frame_flag::deadline) ? 2 : 0);
  if (payload.size() < prefix) return {};
  addressed out;
  auto word = load_le<std::uint64_t>(payload.data());
  out.to = {static_cast<std::uint32_t>(word), static_cast<std::uint32_t>(word >> 32)};
  if (f.header.has(frame_flag::deadline)) {
    out.has_deadline = true;
    out.deadline = load_le<std::uint16_t>(payload.data() + endpoint_bytes);
  }
  out.body = payload.subspan(prefix);
  return out;
}

/// A code and the text behind it: `failure`, `end`.
struct coded_text {
  carrick::code code = code::ok;
  byte_span text;
};

inline std::optional<coded_text> read_coded(byte_span payload) noexcept {
  if (payload.empty()) return {};
  auto code = code_from_wire(load_le<std::uint8_t>(payload.data()));
  auto text = payload.subspan(1);
  return coded_text{code, text.first(std::min(text.size(), limits::error_text_bytes))};
}

} // namespace carrick::net
