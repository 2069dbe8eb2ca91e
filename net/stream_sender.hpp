#pragma once

#include <carrick/net/id_fifo.hpp>
#include <carrick/net/output.hpp>
#include <carrick/net/stream_table.hpp>

namespace carrick::net {

/// The sending direction of all streams of a link: items under the credit rule, and who may send
/// again when credit has come (docs/protocol.md, section 8).
class stream_sender {
 public:
  stream_sender(stream_table& table, output& out, std::size_t frame_bytes,
                const link_limits& theirs) noexcept
      : table_(table),
        out_(out),
        frame_bytes_(frame_bytes),
        item_bytes_max_(theirs.message_bytes),
        ledger_(theirs.stream_window, theirs.link_window) {}

  /// Writes the item, or remembers that the stream waits: `overloaded`.
  status send(stream& s, byte_span body, time_point now);
  std::size_t credit(const stream& s) const noexcept {
    return static_cast<std::size_t>(ledger_.left(s.outstanding_out));
  }
  void half_close(stream& s);
  /// The last frame of this side. What is not written yet goes first, unless the stream is
  /// cancelled: then it is dropped.
  void end(stream& s, carrick::code why, std::string_view text);

  /// False for more than is outstanding. Streams that may send again are put into woken().
  bool credited(stream& s, std::uint32_t bytes, time_point now);
  /// Ids of streams for which stream_writable is due; the caller empties it.
  std::vector<std::uint32_t>& woken() noexcept { return woken_; }
  /// Of the link's window.
  std::uint64_t charged() const noexcept { return ledger_.charged(); }
  /// Drops what is not written yet.
  void discard(stream& s);
  /// Gives memory back that is not needed.
  void shrink() {
    waiters_.shrink();
    woken_.shrink_to_fit();
  }

 private:
  std::uint64_t cost_of(std::size_t bytes) const noexcept;
  bool must_wait(const stream& s, std::uint64_t cost) const noexcept;
  void wait(stream& s, std::uint64_t cost, time_point now);
  void give_up_waiting(stream& s);
  void try_wake(stream& s);
  void wake(stream& s);
  void wake_waiters();
  frame_queue& frames_of(const stream& s) { return out_.bulk.stream_frames(s.id, s.opening); }

  stream_table& table_;
  output& out_;
  std::size_t frame_bytes_;
  std::size_t item_bytes_max_;
  credit_ledger ledger_;
  id_fifo waiters_; ///< for the link's window; the first one is served first
  std::vector<std::uint32_t> woken_;
};

} // namespace carrick::net
