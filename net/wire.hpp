#pragma once

#include <carrick/core/bytes.hpp>
#include <carrick/core/limits.hpp>
#include <carrick/core/time.hpp>

#include <array>
#include <bit>
#include <cstdint>

namespace carrick::net {

/// What a frame is; numbers and payloads in docs/protocol.md, section 2.
enum class frame_kind : std::uint8_t {
  hello = 1,
  proof = 2,
  application = 3,
  verdict = 4,
  goodbye = 5,
  ping = 6,
  pong = 7,
  request = 8,
  response = 9,
  failure = 10,
  cancel = 11,
  post = 12,
  post_urgent = 13,
  post_bulk = 14,
  post_ack = 15,
  open = 16,
  item = 17,
  half_close = 18,
  end = 19,
  credit = 20,
  chunk = 21,
};

/// Flags of a frame (docs/protocol.md, section 2).
namespace frame_flag {
inline constexpr std::uint8_t deadline = 0x20;
inline constexpr std::uint8_t more = 0x40;
inline constexpr std::uint8_t extended = 0x80;
} // namespace frame_flag

inline constexpr std::size_t header_bytes = 8;
inline constexpr std::size_t checksum_bytes = 4;
inline constexpr std::size_t endpoint_bytes = 8;
inline constexpr std::uint32_t frame_bytes_min = 1 * limits::KiB;
inline constexpr std::uint32_t frame_bytes_max = (1u << 24) - 1;

/// The eight bytes in front of every payload, as the one word that they are on the wire.
class frame_header {
 public:
  constexpr frame_header() = default;
  constexpr explicit frame_header(std::uint64_t word) : word_(word) {}
  constexpr frame_header(frame_kind kind, std::uint8_t flags, std::uint32_t id, std::size_t length)
      : word_(static_cast<std::uint64_t>(id) << 32 |
              static_cast<std::uint64_t>(static_cast<std::uint8_t>(kind) | flags) << 24 | length) {}

  constexpr std::uint64_t word() const noexcept { return word_; }
  constexpr std::uint32_t length() const noexcept { return word_ & frame_bytes_max; }
  constexpr std::uint8_t kind_byte() const noexcept {
    return static_cast<std::uint8_t>(word_ >> 24);
  }
  constexpr frame_kind kind() const noexcept { return static_cast<frame_kind>(kind_byte() & 0x1f); }
  constexpr std::uint8_t flags() const noexcept { return kind_byte() & 0xe0; }
  constexpr bool has(std::uint8_t flag) const noexcept { return (kind_byte() & flag) != 0; }
  constexpr std::uint32_t id() const noexcept { return static_cast<std::uint32_t>(word_ >> 32); }

 private:
  std::uint64_t word_ = 0;
};

/// A whole frame; the payload points into the bytes that it was read from.
struct frame {
  frame_header header;
  byte_span payload;
};

/// Kinds from here on are for later versions: skipped and counted.
inline constexpr std::uint8_t first_ignorable_kind = 24;

/// Whether a receiver may go on after this kind byte: the kind is known and has no flag that it
/// does not define, or it may be skipped (docs/protocol.md, section 2).
constexpr bool kind_is_legal(std::uint8_t kind_byte) noexcept {
  using namespace frame_flag;
  switch (static_cast<frame_kind>(kind_byte & 0x1f)) {
    case frame_kind::hello:
    case frame_kind::proof:
    case frame_kind::verdict:
    case frame_kind::goodbye:
    case frame_kind::ping:
    case frame_kind::pong:
    case frame_kind::failure:
    case frame_kind::cancel:
    case frame_kind::post_ack:
    case frame_kind::half_close:
    case frame_kind::end:
    case frame_kind::credit:
      return (kind_byte & 0xe0) == 0;
    case frame_kind::application:
    case frame_kind::chunk:
      return (kind_byte & (deadline | extended)) == 0;
    case frame_kind::request:
    case frame_kind::open:
      return true;
    case frame_kind::response:
    case frame_kind::post:
    case frame_kind::post_urgent:
    case frame_kind::post_bulk:
    case frame_kind::item:
      return (kind_byte & deadline) == 0;
  }
  return (kind_byte & 0x1f) >= first_ignorable_kind;
}

/// kind_is_legal() of all 256 kind bytes.
inline constexpr auto legal_kinds = [] {
  std::array<bool, 256> table{};
  for (unsigned i = 0; i < table.size(); ++i)
    table[i] = kind_is_legal(static_cast<std::uint8_t>(i));
  return table;
}();

/// Time remaining as 16 bits, m * 2^e milliseconds, rounded down (docs/protocol.md, section 2).
/// Negative times become 0, times above the code's range its largest value.
constexpr std::uint16_t encode_deadline(duration remaining) noexcept {
  auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(remaining).count();
  if (ms <= 0) return 0;
  auto value = static_cast<std::uint64_t>(ms);
  int exponent = std::max(0, static_cast<int>(std::bit_width(value)) - 12);
  if (exponent > 15) return 0xffff;
  return static_cast<std::uint16_t>(exponent << 12 | value >> exponent);
}
constexpr std::chrono::milliseconds decode_deadline(std::uint16_t code) noexcept {
  return std::chrono::milliseconds{std::int64_t{code & 0xfff} << (code >> 12)};
}

} // namespace carrick::net
