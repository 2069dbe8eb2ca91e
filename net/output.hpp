#pragma once

#include <carrick/net/bulk_lane.hpp>
#include <carrick/net/link.hpp>

namespace carrick::net {

/// The lanes of a link and the order in which they are written (docs/protocol.md, section 1).
/// What gather() has once shown is written to its end before anything else is chosen, so a new
/// frame waits for at most one frame of bulk and what is ahead of it in its own lane.
class output {
 public:
  output(request_table& requests, post_sender& posts, std::size_t frame_bytes, bool checksum)
      : writer(checksum), bulk(requests, posts, frame_bytes, checksum), requests_(requests) {}

  const frame_writer writer;
  frame_queue control;
  frame_queue normal;
  bulk_lane bulk;

  /// Chooses what goes next if nothing is chosen. True if it has chosen now: then look at
  /// bulk.notes().
  bool choose();
  /// Up to pieces.size() chosen pieces.
  std::size_t gather(std::span<byte_span> pieces) const noexcept;
  void wrote(std::size_t bytes);

  bool empty() const noexcept {
    return next_ == end_ && control.empty() && normal.empty() && bulk.empty();
  }
  std::size_t size() const noexcept { return control.size() + normal.size() + bulk.size(); }
  /// Bytes of messages that wait; see bulk_lane::message_bytes().
  std::size_t message_bytes() const noexcept { return normal.size() + bulk.message_bytes(); }
  std::uint64_t frames() const noexcept {
    return control.frames() + normal.frames() + bulk.frames();
  }
  /// Drops what is not chosen yet, control frames too.
  void drop_waiting();
  void shrink();

 private:
  void add(byte_span piece) noexcept {
    if (!piece.empty()) pieces_[end_++] = piece;
  }

  request_table& requests_;
  std::array<byte_span, link::pieces_max> pieces_; // control, normal, and a turn of bulk
  std::size_t next_ = 0;
  std::size_t end_ = 0;
};

} // namespace carrick::net
