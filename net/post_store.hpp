#pragma once

#include <carrick/core/bytes.hpp>
#include <carrick/net/message_head.hpp>

#include <vector>

namespace carrick::net {

/// Posts one behind the other in blocks, which are used again: in steady state a post costs a copy
/// and no allocation. Dropping many at once costs nothing a post.
class post_store {
 public:
  struct entry {
    message_head head;
    byte_span body;     ///< valid until the store changes
    bool apart = false; ///< its body is not here
  };
  /// Where a reader of all posts stands.
  struct cursor {
    std::uint64_t block = 0;
    std::size_t at = 0;
    std::uint32_t index = 0;
  };

  void push(const message_head& head, byte_span body) {
    put(head, static_cast<std::uint32_t>(body.size()), body);
  }
  /// Whoever calls it keeps the body.
  void push_apart(const message_head& head) { put(head, apart, {}); }
  /// Forgets the oldest `count` of them.
  void drop(std::uint64_t count) noexcept;
  /// The oldest. Only if there is one.
  entry front() noexcept;

  bool empty() const noexcept { return size_ == 0; }
  std::size_t size() const noexcept { return size_; }

  /// Reads all of them from the oldest on; the reader must not be behind what was dropped.
  cursor begin() noexcept;
  entry read(cursor& from) const noexcept;

 private:
  static constexpr std::uint32_t apart = 0xffffffff;
  // In front of each body, field by field, since a copy of a whole struct whose fields were written
  // a moment ago stalls: target, message, sender, bytes of the body or `apart`, urgent or not.
  static constexpr std::size_t record_bytes = 4 + 4 + 8 + 4 + 1;
  struct block {
    buffer bytes;
    std::uint32_t posts = 0;
    std::uint32_t dropped = 0;
    std::uint32_t passed = 0; ///< of those dropped: what lies before `at`
    std::size_t at = 0;
  };

  void put(const message_head& head, std::uint32_t body_bytes, byte_span body) {
    std::size_t needed = record_bytes + body.size();
    if (count_ == 0 || last().bytes.capacity() - last().bytes.size() < needed) add_block(needed);
    block& to = last();
    std::byte* at = to.bytes.grow(needed);
    store_le(at, head.to.target);
    store_le(at + 4, head.to.message);
    store_le(at + 8, head.sender);
    store_le(at + 16, body_bytes);
    at[20] = static_cast<std::byte>(head.urgent);
    if (!body.empty()) std::memcpy(at + record_bytes, body.data(), body.size());
    ++to.posts;
    ++size_;
  }
  block& first() noexcept { return ring_[first_block_ & (ring_.size() - 1)]; }
  block& last() noexcept { return ring_[(first_block_ + count_ - 1) & (ring_.size() - 1)]; }
  static entry entry_at(const block& in, std::size_t at) noexcept;
  void add_block(std::size_t needed);
  void drop_block() noexcept;

  std::vector<block> ring_; // a power of two of them
  std::uint64_t first_block_ = 0;
  std::size_t count_ = 0;
  std::vector<buffer> spare_;
  std::size_t size_ = 0;
};

} // namespace carrick::net
