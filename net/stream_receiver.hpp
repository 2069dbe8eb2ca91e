#pragma once

#include <carrick/core/planted.hpp>
#include <carrick/net/id_fifo.hpp>
#include <carrick/net/output.hpp>
#include <carrick/net/stream_table.hpp>

namespace carrick::net {

/// The receiving direction of all streams of a link: the windows that the peer must keep, items
/// from their parts, and the credit that is given back (docs/protocol.md, section 8).
class stream_receiver {
 public:
  /// What an item frame is.
  enum class outcome : std::uint8_t {
    nothing,       ///< a part, or of a stream that has ended
    item,          ///< body() is a whole item that costs cost()
    empty_part,    ///< a part without progress
    overrun,       ///< beyond the stream's window
    after_the_end, ///< behind the peer's half-close
    too_large,     ///< the item is above the limit for messages
    link_overrun,  ///< beyond the link's window
  };

  stream_receiver(stream_table& table, output& out, const link_limits& ours) noexcept
      : table_(table),
        out_(out),
        item_bytes_max_(ours.message_bytes),
        ledger_(ours.stream_window, ours.link_window) {}

  outcome item(stream& s, byte_span payload, bool more, time_point now);
  byte_span body() const noexcept { return body_; }
  std::uint32_t cost() const noexcept { return cost_; }
  /// Frees what body() shows.
  void release_body() {
    if (whole_.capacity() > 0) whole_.release();
  }

  /// The application has handled items of that cost.
  void consumed(stream& s, std::uint64_t cost, time_point now);
  /// Parts that will not become an item are given back.
  void drop_parts(stream& s, time_point now);

  bool credit_due() const noexcept { return due_; }
  /// Since when credit is owed; `never` while none is.
  time_point owed_since() const noexcept { return owed_since_; }
  /// Of the link's window.
  std::uint64_t charged() const noexcept { return ledger_.charged(); }
  /// Nothing is to be waited for once credit is due.
  time_point next_deadline() const noexcept {
    if (CARRICK_PLANTED(credit_never_returned)) return never;
    return due_ || owed_since_ == never ? never : owed_since_ + limits::ack_delay;
  }
  void tick(time_point now) noexcept { due_ = due_ || now >= next_deadline(); }
  /// Writes a credit frame for each stream that is owed some; `settled` hears of each.
  template <class Settled>
  void write_credit(Settled&& settled) {
    due_ = false;
    owed_since_ = never;
    owed_total_ = 0;
    for (; !owing_.empty(); owing_.pop()) {
      stream* s = table_.find(owing_.front());
      if (s == nullptr || !s->owes) continue;
      write_credit_of(*s);
      settled(*s);
    }
  }
  /// Gives memory back that is not needed.
  void shrink() { owing_.shrink(); }

 private:
  void owe(stream& s, std::uint64_t cost, time_point now);
  void write_credit_of(stream& s);
  bool take_part(stream& s, byte_span payload);

  stream_table& table_;
  output& out_;
  std::size_t item_bytes_max_;
  credit_ledger ledger_;
  id_fifo owing_;
  std::uint64_t owed_total_ = 0;
  time_point owed_since_ = never;
  bool due_ = false;
  byte_span body_;
  std::uint32_t cost_ = 0;
  buffer whole_;
};

} // namespace carrick::net
