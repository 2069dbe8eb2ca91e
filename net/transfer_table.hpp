#pragma once

#include <carrick/net/body_pool.hpp>
#include <carrick/net/frame_reader.hpp>
#include <carrick/net/wire.hpp>

#include <optional>
#include <vector>

namespace carrick::net {

/// Large messages of the peer while they are being assembled (docs/protocol.md, section 6). What
/// was announced is reserved, so that parts land where they stay; pages are used as bytes come. A
/// message that nobody wants is taken in and dropped.
class transfer_table final : public chunk_places {
 public:
  struct entry {
    std::uint32_t transfer = 0;
    frame_header header;     ///< of the first frame
    std::uint32_t total = 0; ///< bytes of the whole payload
    std::uint32_t received = 0;
    std::uint64_t sequence = 0; ///< of a post
    time_point arrived;         ///< its first frame
    time_point expires = never; ///< no longer wanted then
    time_point chunk_at;        ///< its latest chunk
    bool wanted = true;
    buffer bytes;
  };
  enum class outcome : std::uint8_t {
    going_on,
    whole,     ///< taken(): all of it, or all that came of one that is not wanted
    cut_short, ///< taken(): the sender gave up
    broken,    ///< no honest peer sends this chunk
  };

  explicit transfer_table(body_pool& memory) noexcept : memory_(memory) {}

  bool full() const noexcept { return entries_.size() >= limits::transfers; }
  /// Takes the memory of the message that begins next; false if there is none.
  bool can_hold(std::size_t total) noexcept;
  /// Begins a message with the part in its first frame. False if the transfer id is in use or the
  /// part is not short of the total.
  bool begin(entry e, byte_span first);
  outcome chunk(std::uint32_t transfer, byte_span part, bool more, time_point now);
  std::byte* place_for(std::uint32_t transfer, std::size_t length) override;
  /// The message that the last chunk() has finished; its bytes stay until the next call.
  const entry& taken() const noexcept { return taken_; }

  /// The next wanted message whose time is over; it is not wanted any more and holds no memory.
  const entry* expire(time_point now);
  time_point earliest() const noexcept;
  std::size_t open() const noexcept { return entries_.size(); }
  /// Of those that are wanted, when they are whole.
  std::size_t wanted_bytes() const noexcept;
  /// A message of that kind and id is under way.
  bool assembles(frame_kind kind, std::uint32_t id) const noexcept;
  /// Lets go of what taken() shows.
  void release_taken() {
    if (taken_.bytes.capacity() > 0) memory_.give_back(std::move(taken_.bytes));
  }

 private:
  entry* find(std::uint32_t transfer) noexcept;
  entry* placed_in() noexcept { return placing_ ? find(*placing_) : nullptr; }

  body_pool& memory_;
  std::vector<entry> entries_;
  entry taken_;
  buffer next_;                          ///< of the message that begins next
  std::optional<std::uint32_t> placing_; ///< a part of it is on its way into its memory
};

} // namespace carrick::net
