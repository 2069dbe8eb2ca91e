#include <carrick/net/post_sender.hpp>

#include <carrick/core/ensure.hpp>
#include <carrick/core/planted.hpp>

#include <algorithm>

namespace carrick::net {

// -- on a link ------------------------------------------------------------------------------------

std::uint64_t post_sender::add_bulk(const message_head& head, shared_body body) {
  charge(body->size());
  bulk_post post;
  post.head = head;
  post.body = std::move(body);
  post.after = {written(post_lane::normal), written(post_lane::urgent)};
  kept_bulk_.emplace(++last_ticket_, std::move(post));
  return last_ticket_;
}

auto post_sender::begin_bulk(std::uint64_t ticket, std::uint32_t& number) -> turn {
  auto found = kept_bulk_.find(ticket);
  if (found == kept_bulk_.end()) return turn::taken_over;
  bulk_post& post = found->second;
  auto& last = written_[bulk];
  if (post.number == 0) {
    if (bulk_begun_ != last) return turn::waits;
    post.number = ++last;
    begun_.push_back(ticket);
  } else if (post.number != bulk_begun_ + 1) {
    return turn::waits;
  }
  bulk_begun_ = post.number;
  number = static_cast<std::uint32_t>(post.number);
  return turn::begins;
}

bool post_sender::acknowledged(const post_ack& ack) {
  std::uint64_t taken = 0;
  for (std::size_t lane = 0; lane < post_lanes; ++lane) {
    if (ack.taken_over[lane] < last_.taken_over[lane] || ack.taken_over[lane] > written_[lane])
      return false;
    taken += ack.taken_over[lane] - first_;
  }
  if (ack.consumed_bytes < last_.consumed_bytes || ack.consumed_bytes > cost_sent_) return false;
  std::uint64_t refused = 0;
  for (std::size_t c = 0; c < ack.refused.size(); ++c) {
    if (ack.refused[c] < last_.refused[c] || ack.refused[c] > taken) return false;
    refused += ack.refused[c];
  }
  if (refused > taken) return false;

  if (ack.refused != last_.refused) totals_.last_refused = only_head(ack);
  for (std::size_t lane = 0; lane < post_lanes; ++lane) take_over(lane, ack.taken_over[lane]);
  count_refused(ack);
  last_ = ack;
  outstanding_ = cost_sent_ - ack.consumed_bytes;
  return true;
}

void post_sender::take_over(std::size_t lane, std::uint64_t until) {
  auto count = until - last_.taken_over[lane];
  in_flight_ -= count;
  totals_.taken_over += count;
  if (lane != bulk) {
    kept_[lane].drop(count);
    return;
  }
  for (; count > 0; --count) {
    kept_bulk_.erase(begun_.front());
    begun_.pop_front();
  }
  if (!CARRICK_PLANTED(late_acknowledgement)) bulk_begun_ = std::max(bulk_begun_, until);
}

void post_sender::count_refused(const post_ack& ack) {
  if (ack.refused == last_.refused) return;
  totals_.refused = 0;
  totals_.refused_by.clear();
  for (std::size_t c = 0; c < ack.refused.size(); ++c) {
    auto count = refused_before_[c] + ack.refused[c];
    totals_.refused += count;
    if (count > 0) totals_.refused_by.emplace_back(static_cast<code>(c), count);
  }
}

/// Where all went that this acknowledgement takes over.
std::optional<message_head> post_sender::only_head(const post_ack& ack) {
  std::optional<message_head> only;
  for (std::size_t lane = 0; lane < post_lanes; ++lane) {
    const auto count = ack.taken_over[lane] - last_.taken_over[lane];
    auto at = lane == bulk ? post_store::cursor{} : kept_[lane].begin();
    for (std::size_t i = 0; i < count; ++i) {
      auto head = lane == bulk ? kept_bulk_.at(begun_[i]).head : kept_[lane].read(at).head;
      if (!only) only = head;
      if (only->to != head.to) return {};
      if (only->sender != head.sender) only->sender = 0;
    }
  }
  return only;
}

void post_sender::shrink() {
  for (auto& each : kept_)
    if (each.empty()) each = {};
}

// -- from link to link ----------------------------------------------------------------------------

void post_sender::restart() noexcept {
  written_.fill(first_);
  last_ = {};
  last_.taken_over.fill(first_);
  outstanding_ = cost_sent_ = in_flight_ = 0;
  bulk_begun_ = first_;
  repeating_ = false;
  for (auto& each : kept_) each = {};
  kept_bulk_.clear();
  begun_.clear();
}

void post_sender::give_up() {
  totals_.in_doubt += in_flight_;
  for (std::size_t c = 0; c < code_count; ++c) refused_before_[c] += last_.refused[c];
  restart();
}

void post_sender::start_anew(std::uint64_t window) {
  give_up();
  window_ = window;
}

bool post_sender::resume(const std::array<std::uint64_t, post_lanes>& taken_over,
                         std::uint64_t window) {
  for (std::size_t lane = 0; lane < post_lanes; ++lane)
    if (taken_over[lane] > written_[lane]) return false;
  window_ = window;
  auto behind = [&](std::size_t lane) {
    if (CARRICK_PLANTED(resume_repeats)) return last_.taken_over[lane];
    return std::max(last_.taken_over[lane], taken_over[lane]);
  };
  for (std::size_t lane = 0; lane < kept_.size(); ++lane) {
    readers_[lane] = {kept_[lane].begin(), last_.taken_over[lane] + 1};
    while (readers_[lane].next <= behind(lane)) {
      kept_[lane].read(readers_[lane].at);
      ++readers_[lane].next;
    }
    if (CARRICK_PLANTED(resume_forgets)) readers_[lane].next = written_[lane] + 1;
  }
  bulk_begun_ = behind(bulk);
  repeat_bulk_.assign(
    begun_.begin() + static_cast<std::ptrdiff_t>(bulk_begun_ - last_.taken_over[bulk]),
    begun_.end());
  for (const auto& [ticket, post] : kept_bulk_)
    if (post.number == 0 && !CARRICK_PLANTED(unbegun_bulk_forgotten))
      repeat_bulk_.push_back(ticket);
  next_bulk_ = 0;
  bulk_after_ = {};
  repeating_ = in_flight_ > 0;
  return true;
}

// -- what is sent again ---------------------------------------------------------------------------

std::optional<post_sender::repeat> post_sender::next_repeat() {
  if (!repeating_) return {};
  auto lane = next_lane();
  if (!lane) {
    repeating_ = false;
    return {};
  }
  return *lane == post_lane::bulk ? bulk_repeat() : lane_repeat(*lane);
}

/// Bulk posts begin in the order of their numbers, each behind the small posts that came before it
/// and before those that came after it was written. Whatever began before one was written before
/// those, too: so the largest position so far serves for all.
std::optional<post_lane> post_sender::next_lane() {
  std::array<bool, 2> left{};
  for (std::size_t lane = 0; lane < readers_.size(); ++lane) {
    lane_reader& reader = readers_[lane];
    auto taken_over = last_.taken_over[lane]; // an acknowledgement may have overtaken the reader
    if (reader.next <= taken_over) reader = {kept_[lane].begin(), taken_over + 1};
    left[lane] = reader.next <= written_[lane];
  }
  auto big = bulk_repeat();
  if (big) {
    const auto& after = kept_bulk_.find(big->ticket)->second.after;
    for (std::size_t lane = 0; lane < after.size(); ++lane)
      bulk_after_[lane] = std::max(bulk_after_[lane], after[lane]);
  }
  for (auto lane : {post_lane::urgent, post_lane::normal}) {
    auto index = static_cast<std::size_t>(lane);
    if (left[index] && (!big || readers_[index].next <= bulk_after_[index])) return lane;
  }
  if (big) return post_lane::bulk;
  return {};
}

std::optional<post_sender::repeat> post_sender::lane_repeat(post_lane lane) {
  const lane_reader& reader = readers_[static_cast<std::size_t>(lane)];
  auto at = reader.at; // it moves with repeated()
  auto found = kept(lane).read(at);
  return repeat{lane, static_cast<std::uint32_t>(reader.next), 0, found.head, found.body};
}

std::optional<post_sender::repeat> post_sender::bulk_repeat() {
  for (; next_bulk_ < repeat_bulk_.size(); ++next_bulk_) {
    auto found = kept_bulk_.find(repeat_bulk_[next_bulk_]);
    if (found == kept_bulk_.end()) continue; // taken over meanwhile
    const bulk_post& post = found->second;
    return repeat{post_lane::bulk, 0, found->first, post.head, post.body->bytes()};
  }
  repeat_bulk_.clear();
  next_bulk_ = 0;
  return {};
}

void post_sender::repeated() {
  auto lane = next_lane();
  ENSURE(lane.has_value());
  if (*lane == post_lane::bulk) {
    ++next_bulk_;
    return;
  }
  lane_reader& reader = readers_[static_cast<std::size_t>(*lane)];
  kept(*lane).read(reader.at);
  ++reader.next;
}

} // namespace carrick::net
