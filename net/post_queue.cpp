#include <carrick/net/post_queue.hpp>

#include <carrick/core/ensure.hpp>
#include <carrick/core/planted.hpp>

#include <algorithm>
#include <deque>
#include <unordered_map>
#include <vector>

namespace carrick::net {
namespace {

constexpr std::size_t block_bytes = 64 * limits::KiB;
constexpr std::size_t spare_blocks = 4;

} // namespace

/// Posts one behind the other in blocks, which are used again: a post in steady state costs a copy.
struct post_queue::storage {
  struct record {
    message_head head;
    std::uint32_t body_bytes;
  };
  struct block {
    buffer bytes;
    std::size_t read = 0;
  };

  std::deque<block> blocks;
  std::vector<buffer> spare;
  std::unordered_map<std::uint32_t, std::size_t> by_target;
  std::size_t posts = 0;
  std::size_t body_bytes = 0;

  void push(const message_head& head, byte_span body) {
    auto needed = sizeof(record) + body.size();
    if (blocks.empty() || blocks.back().bytes.capacity() - blocks.back().bytes.size() < needed)
      blocks.push_back({fresh_block(needed), 0});
    auto& out = blocks.back().bytes;
    record r{head, static_cast<std::uint32_t>(body.size())};
    std::memcpy(out.grow(sizeof r), &r, sizeof r);
    out.append(body);
    ++by_target[head.to.target];
    ++posts;
    body_bytes += body.size();
  }

  entry front() const {
    const auto& from = blocks.front();
    record r;
    std::memcpy(&r, from.bytes.data() + from.read, sizeof r);
    return {r.head, {from.bytes.data() + from.read + sizeof r, r.body_bytes}};
  }

  void pop() {
    auto oldest = front();
    auto target = by_target.find(oldest.head.to.target);
    if (--target->second == 0) by_target.erase(target);
    --posts;
    body_bytes -= oldest.body.size();
    auto& from = blocks.front();
    from.read += sizeof(record) + oldest.body.size();
    if (from.read < from.bytes.size()) return;
    keep(std::move(from.bytes));
    blocks.pop_front();
  }

 private:
  buffer fresh_block(std::size_t needed) {
    if (needed > block_bytes || spare.empty()) return buffer{std::max(needed, block_bytes)};
    auto again = std::move(spare.back());
    spare.pop_back();
    return again;
  }

  void keep(buffer used) {
    if (used.capacity() != block_bytes || spare.size() >= spare_blocks) return;
    used.clear();
    spare.push_back(std::move(used));
  }
};

post_account& post_account::operator+=(const post_account& other) {
  accepted += other.accepted;
  delivered += other.delivered;
  refused += other.refused;
  dropped += other.dropped;
  unsent += other.unsent;
  in_flight += other.in_flight;
  in_doubt += other.in_doubt;
  for (auto [why, count] : other.lost_by) lost_by[why] += count;
  return *this;
}

post_queue::post_queue(post_queue_options options)
  : options_(options), storage_(std::make_unique<storage>()) {}

post_queue::~post_queue() = default;

status post_queue::push(const message_head& head, byte_span body) {
  if (options_.posts_max == 0 || body.size() > options_.bytes_max)
    return fail(code::too_large, "the buffer of unsent posts could never hold it");
  auto full = [&] { return size() >= options_.posts_max || bytes() + body.size() > options_.bytes_max; };
  if (full() && !options_.drop_oldest)
    return fail(code::overloaded, std::to_string(size()) + " posts are unsent already");
  if (CARRICK_PLANTED(newest_dropped) && full()) {
    ++accepted_, ++dropped_, ++lost_by_[code::dropped];
    return {};
  }
  while (full()) drop_oldest(code::dropped);
  storage_->push(head, body);
  ++next_number_;
  ++accepted_;
  return {};
}

bool post_queue::empty() const noexcept { return storage_->posts == 0; }
std::size_t post_queue::size() const noexcept { return storage_->posts; }
std::size_t post_queue::bytes() const noexcept { return storage_->body_bytes; }

bool post_queue::has_unsent_for(std::uint32_t target) const noexcept {
  return storage_->posts > 0 && storage_->by_target.contains(target);
}

post_queue::entry post_queue::front() const {
  ENSURE(!empty());
  return storage_->front();
}

void post_queue::pop() {
  ENSURE(!empty());
  storage_->pop();
}

void post_queue::drop_oldest(carrick::code why) {
  pop();
  if (!CARRICK_PLANTED(drop_not_counted)) ++dropped_;
  ++lost_by_[why];
}

void post_queue::drop_all(carrick::code why) {
  while (!empty()) drop_oldest(why);
}

void post_queue::link_ended(const post_totals& last) {
  delivered_ += last.taken_over - last.refused;
  refused_ += last.refused;
  for (auto [why, count] : last.refused_by) lost_by_[why] += count;
  auto doubtful = last.sent - last.taken_over;
  in_doubt_ += doubtful;
  if (doubtful > 0) lost_by_[code::link_lost] += doubtful;
}

post_account post_queue::account(const post_totals* current) const {
  post_account a;
  a.accepted = accepted_;
  a.delivered = delivered_;
  a.refused = refused_;
  a.dropped = dropped_;
  a.unsent = size();
  a.in_doubt = in_doubt_;
  a.lost_by = lost_by_;
  if (current == nullptr) return a;
  a.delivered += current->taken_over - current->refused;
  a.refused += current->refused;
  a.in_flight = current->sent - current->taken_over;
  for (auto [why, count] : current->refused_by) a.lost_by[why] += count;
  return a;
}

} // namespace carrick::net
