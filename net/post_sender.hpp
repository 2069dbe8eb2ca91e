#pragma once

#include <carrick/net/body.hpp>
#include <carrick/net/link_ledger.hpp>
#include <carrick/net/post_ack.hpp>
#include <carrick/net/post_store.hpp>

#include <deque>
#include <map>
#include <memory>
#include <optional>

namespace carrick::net {

/// The sending half of the posts to a peer: sequence numbers, the other side's window, the account
/// that its acknowledgements give, and the posts themselves until they are taken over
/// (docs/protocol.md, section 5). It outlives links: on the next one to the same record of the peer
/// the posts that are in flight are sent again, with their numbers.
///
/// Numbers are given at the first write. A bulk post gets its number when it begins, which need not
/// be in the order in which bulk posts were added; until then it goes by its ticket.
class post_sender {
 public:
  /// `first` is the number before the first of each lane, for tests of the wrap; both sides start
  /// there.
  explicit post_sender(std::uint64_t first = 0) noexcept : first_(first) { restart(); }

  // On a link.
  /// One post may always be under way, however small the window.
  bool room(std::size_t body_bytes) const noexcept {
    return outstanding_ == 0 || outstanding_ + post_cost(body_bytes) <= window_;
  }
  /// A post of the normal or the urgent lane is written now: returns its number as the wire has it.
  std::uint32_t write(post_lane lane, const message_head& head, byte_span body) {
    charge(body.size());
    kept(lane).push(head, body);
    return static_cast<std::uint32_t>(++written(lane));
  }
  /// A post was accepted for the bulk lane; returns its ticket.
  std::uint64_t add_bulk(const message_head& head, shared_body body);
  /// The body of a bulk post that is not taken over; it stays for whoever holds it.
  const shared_body& bulk_body(std::uint64_t ticket) const { return kept_bulk_.at(ticket).body; }
  enum class turn : std::uint8_t { begins, waits, taken_over };
  /// The bulk post could begin now. It waits while others must begin before it: those that are sent
  /// again come in the order of their numbers. `number` is set if it begins.
  turn begin_bulk(std::uint64_t ticket, std::uint32_t& number);
  /// False if the acknowledgement contradicts what was sent or said before.
  bool acknowledged(const post_ack& ack);

  // From link to link.
  /// A link begins on which the peer goes on behind `taken_over`: what is in flight behind that is
  /// to be sent again. False if the peer cannot have taken that over.
  bool resume(const std::array<std::uint64_t, post_lanes>& taken_over, std::uint64_t window);
  /// A link begins to a peer that knows nothing of them: what is in flight is in doubt, and numbers
  /// start anew.
  void start_anew(std::uint64_t window);
  /// What is in flight will never be heard of.
  void give_up();

  /// A post that is to be sent again, in an order that keeps that of its lane and of its pair.
  struct repeat {
    post_lane lane = post_lane::normal;
    std::uint32_t number = 0; ///< as the wire has it; not of bulk posts
    std::uint64_t ticket = 0; ///< of bulk posts
    message_head head;
    byte_span body; ///< valid until the next call
  };
  bool repeating() const noexcept { return repeating_; }
  /// The next one; it stays the next until repeated(). Nothing when all were sent again.
  std::optional<repeat> next_repeat();
  void repeated();

  /// Large posts that are under way may have come before one that is missing: then the receiver
  /// has more than it says.
  bool may_be_taken_early() const noexcept { return begun_.size() > 1; }
  bool all_taken_over() const noexcept { return in_flight_ == 0; }
  const post_totals& totals() const noexcept { return totals_; }
  void count_in(direction_ledger& to) const noexcept {
    to.posts = written_;
    to.taken_over = last_.taken_over;
    to.post_credit = outstanding_;
  }
  /// Gives memory back that is not needed.
  void shrink();

 private:
  struct bulk_post {
    message_head head;
    shared_body body;
    std::array<std::uint64_t, 2> after{}; ///< it goes behind these numbers of the other lanes
    std::uint64_t number = 0;             ///< 0: not begun yet
  };
  struct lane_reader {
    post_store::cursor at;
    std::uint64_t next = 0; ///< number of the post that is sent again next
  };

  static constexpr std::size_t bulk = static_cast<std::size_t>(post_lane::bulk);

  std::uint64_t& written(post_lane lane) noexcept {
    return written_[static_cast<std::size_t>(lane)];
  }
  post_store& kept(post_lane lane) noexcept { return kept_[static_cast<std::size_t>(lane)]; }
  void charge(std::size_t body_bytes) noexcept {
    ++totals_.sent;
    ++in_flight_;
    outstanding_ += post_cost(body_bytes);
    cost_sent_ += post_cost(body_bytes);
  }
  void restart() noexcept;
  void take_over(std::size_t lane, std::uint64_t until);
  void count_refused(const post_ack& ack);
  std::optional<message_head> only_head(const post_ack& ack);
  std::optional<repeat> lane_repeat(post_lane lane);
  std::optional<repeat> bulk_repeat();
  std::optional<post_lane> next_lane();

  std::uint64_t first_;
  std::uint64_t window_ = 0;
  std::uint64_t outstanding_ = 0;
  std::uint64_t cost_sent_ = 0;
  std::uint64_t in_flight_ = 0;
  std::array<std::uint64_t, post_lanes> written_{};
  post_ack last_;
  post_totals totals_;
  std::array<std::uint64_t, code_count> refused_before_{}; ///< in sequences that are over

  std::array<post_store, 2> kept_;               ///< normal and urgent, behind last_
  std::map<std::uint64_t, bulk_post> kept_bulk_; ///< by ticket
  std::deque<std::uint64_t> begun_;              ///< their tickets by number, behind last_
  std::uint64_t last_ticket_ = 0;

  bool repeating_ = false;
  std::uint64_t bulk_begun_ = 0; ///< number of the last one that began on this link
  std::array<lane_reader, 2> readers_;
  std::vector<std::uint64_t> repeat_bulk_; ///< tickets
  std::size_t next_bulk_ = 0;
  std::array<std::uint64_t, 2> bulk_after_{}; ///< largest `after` up to the next one
};

} // namespace carrick::net
