#pragma once

#include <carrick/net/body.hpp>
#include <carrick/net/extension.hpp>
#include <carrick/net/frame_writer.hpp>
#include <carrick/net/id_map.hpp>
#include <carrick/net/message_head.hpp>
#include <carrick/net/post_sender.hpp>
#include <carrick/net/request_table.hpp>

#include <array>
#include <memory>
#include <unordered_map>

namespace carrick::net {

/// What the bulk lane has given to the wire, of interest to the stream.
struct bulk_note {
  enum class what : std::uint8_t { open_begun, open_written, stream_end_written } what;
  std::uint32_t stream = 0;
  std::uint64_t order = 0; ///< of open_begun: see request_table::next_order()
};

/// The lane of everything that is larger than a frame, and of all streams: flows, each a FIFO, take
/// turns, up to a frame's worth of bytes a turn (docs/protocol.md, sections 1 and 6).
///
/// A stream has a flow while it has frames waiting. A pair of sender and target has one while a
/// large message of it is unfinished; what follows it from the same pair waits there. Answers too
/// large for a frame have a flow of their own.
class bulk_lane {
 public:
  static constexpr std::uint64_t not_yet = ~std::uint64_t{0};

  bulk_lane(request_table& requests, post_sender& posts, std::size_t frame_bytes, bool checksum)
      : requests_(requests), posts_(posts), writer_(checksum), frame_bytes_(frame_bytes) {}

  /// The flow of a stream: whole frames are written into it. It waits until the normal lane was
  /// sealed up to `not_before`, where the stream's opening is; `not_yet` while that is in this
  /// lane.
  frame_queue& stream_frames(std::uint32_t stream, std::uint64_t not_before);
  /// The stream's `end` is the last frame of its flow.
  void stream_ends(std::uint32_t stream);
  /// Drops the frames of a stream that are not sealed; returns what they cost of its credit.
  std::uint64_t discard_stream(std::uint32_t stream);

  bool pair_waits(const message_pair& pair) const {
    return !pairs_.empty() && pairs_.contains(pair);
  }
  /// A message behind earlier ones of its pair, of which the last in the normal lane ends at
  /// `not_before`. Small ones go as one frame, larger ones are cut. `out.body` is not looked at.
  void add(const outgoing& out, shared_body body, const message_pair& pair,
           std::uint64_t not_before);
  /// A message without a pair: an answer.
  void add(const outgoing& out, shared_body body);

  /// The pieces of one turn: header and fields, body, checksum.
  static constexpr std::size_t turn_pieces = 3;
  using turn_span = std::span<byte_span, turn_pieces>;
  /// The next turn: up to three pieces, valid until release(); returns how many. The normal lane is
  /// sealed up to that position.
  std::size_t seal(std::uint64_t normal_sealed, turn_span pieces);
  void release();
  /// What has been sealed since forget_notes().
  const std::vector<bulk_note>& notes() const noexcept { return notes_; }
  void forget_notes() noexcept { notes_.clear(); }

  bool empty() const noexcept { return first_ == none && turn_ == none; }
  std::size_t size() const noexcept;
  /// Bytes of whole messages in flows; streams are bounded by their credit.
  std::size_t message_bytes() const noexcept { return message_bytes_; }
  /// Frames written since the beginning, for counters.
  std::uint64_t frames() const noexcept;
  /// Drops everything that is not sealed.
  void drop_waiting();
  void shrink();

 private:
  static constexpr std::size_t fields_bytes_max = transfer_block_bytes + outgoing::prefix_bytes_max;
  struct message {
    shared_body body;
    /// Before the body in the first part: [extension block], [endpoint], [deadline].
    std::array<std::byte, fields_bytes_max> fields;
    std::size_t field_bytes = 0;
    std::size_t end = 0; ///< bytes of fields and body
    std::size_t at = 0;  ///< of them, what is sealed
    frame_kind kind{};
    std::uint8_t flags = 0;
    std::uint32_t id = 0;
    std::uint32_t transfer = 0;
    std::uint64_t ticket = 0;
    bool cut = false;
    bool begun = false;

    bool done() const noexcept { return at == end; }
  };
  struct flow {
    frame_queue frames;
    std::vector<message> messages;
    std::size_t first = 0;
    std::uint64_t not_before = 0;
    message_pair pair;
    std::uint32_t stream = 0; ///< 0: of messages
    std::uint32_t next = 0;
    bool paired = false;
    bool ends = false;
    bool queued = false;

    bool drained() const noexcept { return frames.empty() && first == messages.size(); }
  };
  static constexpr std::uint32_t none = 0xffffffff;

  std::uint32_t new_flow();
  void retire(std::uint32_t index);
  void queue(std::uint32_t index);
  std::uint32_t take_first();
  void append(flow& to, const outgoing& out, shared_body body);
  std::size_t seal_frames(flow& from, turn_span pieces);
  std::size_t seal_message(flow& from, turn_span pieces);
  enum class turn : std::uint8_t { begins, waits, unwanted };
  turn begin(message& m);
  void finish_message(message& m);
  void compact(flow& f);
  void opening_written(std::uint32_t stream);
  std::size_t seal_part(message& m, turn_span pieces);
  std::size_t seal_frame(byte_span front, byte_span rest, turn_span pieces);
  bool is_wanted(const message& m) const;

  request_table& requests_;
  post_sender& posts_;
  frame_writer writer_;
  std::size_t frame_bytes_;
  std::vector<std::unique_ptr<flow>> flows_;
  std::vector<std::uint32_t> free_flows_;
  id_map streams_;
  std::unordered_map<message_pair, std::uint32_t> pairs_;
  std::uint32_t first_ = none;
  std::uint32_t last_ = none;
  std::size_t queued_ = 0;
  std::uint32_t turn_ = none;
  std::uint32_t last_transfer_ = 0;
  std::size_t open_transfers_ = 0;
  std::size_t message_bytes_ = 0;
  std::uint64_t frames_ = 0;
  std::vector<bulk_note> notes_;
  std::array<std::byte, header_bytes + fields_bytes_max> head_{}; ///< of the turn
  std::array<std::byte, checksum_bytes> trailer_{};
};

} // namespace carrick::net
