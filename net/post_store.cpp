#include <carrick/net/post_store.hpp>

#include <carrick/core/ensure.hpp>
#include <carrick/core/limits.hpp>

#include <algorithm>

namespace carrick::net {
namespace {

constexpr std::size_t block_bytes = 64 * limits::KiB;
constexpr std::size_t spare_blocks = 4;

} // namespace

post_store::entry post_store::entry_at(const block& in, std::size_t at) noexcept {
  const std::byte* from = in.bytes.data() + at;
  entry out;
  out.head.to = {load_le<std::uint32_t>(from), load_le<std::uint32_t>(from + 4)};
  out.head.sender = load_le<std::uint64_t>(from + 8);
  out.head.urgent = from[20] != std::byte{0};
  auto body_bytes = load_le<std::uint32_t>(from + 16);
  if (body_bytes == apart)
    out.apart = true;
  else
    out.body = {from + record_bytes, body_bytes};
  return out;
}

void post_store::drop(std::uint64_t count) noexcept {
  ENSURE(count <= size_);
  size_ -= static_cast<std::size_t>(count);
  while (count > 0) {
    block& from = first();
    auto here =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(count, from.posts - from.dropped));
    from.dropped += here;
    count -= here;
    if (from.dropped == from.posts) drop_block();
  }
}

post_store::entry post_store::front() noexcept {
  ENSURE(size_ > 0);
  block& from = first();
  for (; from.passed < from.dropped; ++from.passed)
    from.at += record_bytes + entry_at(from, from.at).body.size();
  return entry_at(from, from.at);
}

post_store::cursor post_store::begin() noexcept {
  if (size_ == 0) return {first_block_ + count_, 0, 0};
  front();
  return {first_block_, first().at, first().passed};
}

post_store::entry post_store::read(cursor& from) const noexcept {
  const block* in = &ring_[from.block & (ring_.size() - 1)];
  if (from.index == in->posts) {
    from = {from.block + 1, 0, 0};
    in = &ring_[from.block & (ring_.size() - 1)];
  }
  ENSURE(from.block - first_block_ < count_);
  entry found = entry_at(*in, from.at);
  from.at += record_bytes + found.body.size();
  ++from.index;
  return found;
}

void post_store::add_block(std::size_t needed) {
  if (count_ == ring_.size()) {
    std::vector<block> larger(std::max<std::size_t>(4, ring_.size() * 2));
    for (std::size_t i = 0; i < count_; ++i)
      larger[(first_block_ + i) & (larger.size() - 1)] =
        std::move(ring_[(first_block_ + i) & (ring_.size() - 1)]);
    ring_ = std::move(larger);
  }
  ++count_;
  block& fresh = last();
  fresh = {};
  if (needed > block_bytes || spare_.empty()) {
    fresh.bytes.reserve(std::max(needed, block_bytes));
  } else {
    fresh.bytes = std::move(spare_.back());
    spare_.pop_back();
  }
}

void post_store::drop_block() noexcept {
  buffer used = std::move(first().bytes);
  ++first_block_;
  --count_;
  if (used.capacity() != block_bytes || spare_.size() >= spare_blocks) return;
  if (spare_.capacity() == 0) spare_.reserve(spare_blocks);
  used.clear();
  spare_.push_back(std::move(used));
}

} // namespace carrick::net
