#pragma once

#include <carrick/net/post_ack.hpp>

namespace carrick::net {

/// The sending half of the posts of a link: sequence numbers, the other side's window, and the account
/// that its acknowledgements give (docs/protocol.md, section 5).
class post_sender {
 public:
  explicit post_sender(std::uint64_t window) noexcept : window_(window) {}

  /// One post may always be under way, however small the window.
  bool room(std::size_t body_bytes) const noexcept {
    return outstanding_ == 0 || outstanding_ + post_cost(body_bytes) <= window_;
  }
  /// A post was accepted for the link.
  void sent(std::size_t body_bytes) noexcept {
    ++totals_.sent;
    cost_sent_ += post_cost(body_bytes);
    outstanding_ += post_cost(body_bytes);
  }
  /// The number of the post that is written now, as the wire has it.
  std::uint32_t next_sequence(post_lane lane) noexcept {
    return static_cast<std::uint32_t>(++written_[static_cast<std::size_t>(lane)]);
  }
  /// False if the acknowledgement contradicts what was sent or said before.
  bool acknowledged(const post_ack& ack);

  bool all_taken_over() const noexcept { return totals_.sent == totals_.taken_over; }
  const post_totals& totals() const noexcept { return totals_; }

 private:
  std::uint64_t window_;
  std::uint64_t outstanding_ = 0;
  std::uint64_t cost_sent_ = 0;
  std::array<std::uint64_t, post_lanes> written_{};
  post_ack last_;
  post_totals totals_;
};

} // namespace carrick::net
