#pragma once

#include <carrick/core/planted.hpp>
#include <carrick/net/credit_ledger.hpp>
#include <carrick/net/id_map.hpp>
#include <carrick/net/link.hpp>

#include <memory>

namespace carrick::net {

/// One stream. It stays in the table until both sides have said `end` and everything is credited.
struct stream {
  std::uint32_t id = 0;
  std::uint64_t context = 0;

  // Sending.
  std::uint64_t outstanding_out = 0; ///< cost sent and not credited
  std::uint64_t wanted = 0;          ///< cost of the item that was not let in; 0: none
  std::uint64_t opening = 0;         ///< where the normal lane holds its opening, see bulk_lane
  std::uint64_t order = 0;           ///< of its opening, see request_table::next_order()
  duration stall_limit = limits::stream_progress;
  time_point stalls_at = never;

  // Receiving.
  std::uint64_t outstanding_in = 0; ///< cost received and not credited
  std::uint64_t handed_out = 0;     ///< of this, with the application
  std::uint64_t owed = 0;           ///< of this, to be credited with the next frame
  std::unique_ptr<buffer> parts;    ///< of an item that is not whole
  std::uint64_t parts_cost = 0;
  std::uint32_t opening_bytes = 0; ///< of the peer's, held as long as there is anything of it

  time_point deadline = never;
  std::uint32_t next_free = 0;
  carrick::code verdict = code::ok; ///< of a stream_ended event that waits
  bool ours = false;
  bool silent = false; ///< its verdict was given: no more events
  bool half_closed_out = false;
  bool half_closed_in = false;
  bool in_item = false;   ///< between the parts of an item
  bool oversized = false; ///< the item began with nothing outstanding: it may pass the window
  bool waits_for_link = false;
  bool has_turn = false; ///< it was woken: others that wait for the link's window do not hold it up
  bool owes = false;     ///< listed for credit
  bool end_sent = false;
  bool end_written = false;
  bool end_received = false;
  bool ready = false; ///< listed for an event
  bool writable = false;
  bool counted_out = false; ///< no longer one of the open streams

  bool closed() const noexcept { return end_written && end_received; }
};

/// The streams of a link by id, and which ids may come next: odd ones are the dialer's, and each
/// side takes them in turn. Openings travel in different lanes, so one may come after higher ones
/// (docs/protocol.md, section 8).
class stream_table {
 public:
  enum class arrival : std::uint8_t { fine, overloaded, broken };

  /// `dialer`: of this side. `first` is for tests of the end of the numbers.
  stream_table(bool dialer, std::size_t ours_max, std::size_t theirs_max, std::uint64_t seed,
               std::uint32_t first = 1)
      : by_id_(seed),
        ours_max_(ours_max),
        theirs_max_(theirs_max),
        next_(dialer || CARRICK_PLANTED(parity_unchecked) ? first : first + 1),
        next_theirs_(dialer ? 2 : 1) {}

  stream* find(std::uint32_t id) noexcept {
    auto index = by_id_.find(id);
    return index == id_map::none ? nullptr : &slots_[index];
  }
  /// A new stream of ours, or nothing when there are too many or the ids are used up.
  stream* add_ours();
  /// Whether the peer may open that id now; `overloaded` has used the id up all the same.
  arrival judge(std::uint32_t id);
  stream& add_theirs(std::uint32_t id);
  /// The id was opened at some time, by whichever side.
  bool was_opened(std::uint32_t id) const noexcept;
  void remove(stream& s);

  std::uint32_t slot_of(const stream& s) const noexcept {
    return static_cast<std::uint32_t>(&s - slots_.data());
  }
  stream& at(std::uint32_t slot) noexcept { return slots_[slot]; }
  template <class Visit>
  void for_each(Visit&& visit) {
    for (std::size_t i = 0; i < slots_.size(); ++i)
      if (slots_[i].id != 0) visit(slots_[i]);
  }
  std::size_t size() const noexcept { return by_id_.size(); }
  /// Gives memory back while there is no stream.
  void shrink();

 private:
  static constexpr std::uint32_t none = 0xffffffff;

  bool skip_to(std::uint32_t id);
  bool is_ours(std::uint32_t id) const noexcept { return id % 2 == next_ % 2; }
  stream& add(std::uint32_t id);

  std::vector<stream> slots_;
  id_map by_id_;
  std::size_t ours_max_;
  std::size_t theirs_max_;
  std::size_t ours_ = 0;
  std::uint64_t next_;                 ///< of ours; beyond 32 bits: used up
  std::uint64_t next_theirs_;          ///< above all that were opened
  std::vector<std::uint32_t> skipped_; ///< below it and not opened yet, in order
  std::uint32_t free_ = none;
};

} // namespace carrick::net
