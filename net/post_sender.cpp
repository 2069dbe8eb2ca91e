#include <carrick/net/post_sender.hpp>

namespace carrick::net {

bool post_sender::acknowledged(const post_ack& ack) {
  std::uint64_t taken = 0;
  for (std::size_t lane = 0; lane < post_lanes; ++lane) {
    if (ack.taken_over[lane] < last_.taken_over[lane] || ack.taken_over[lane] > written_[lane])
      return false;
    taken += ack.taken_over[lane];
  }
  if (ack.consumed_bytes < last_.consumed_bytes || ack.consumed_bytes > cost_sent_) return false;
  std::uint64_t refused = 0;
  for (std::size_t c = 0; c < ack.refused.size(); ++c) {
    if (ack.refused[c] < last_.refused[c] || ack.refused[c] > taken) return false;
    refused += ack.refused[c];
  }
  if (refused > taken) return false;

  last_ = ack;
  outstanding_ = cost_sent_ - ack.consumed_bytes;
  totals_.taken_over = taken;
  totals_.refused = refused;
  totals_.refused_by.clear();
  for (std::size_t c = 0; c < ack.refused.size(); ++c)
    if (ack.refused[c] > 0) totals_.refused_by.emplace_back(static_cast<code>(c), ack.refused[c]);
  return true;
}

} // namespace carrick::net
