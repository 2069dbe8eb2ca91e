#pragma once

#include <carrick/core/ids.hpp>
#include <carrick/net/checksum.hpp>
#include <carrick/net/extension.hpp>
#include <carrick/net/wire.hpp>

#include <string>
#include <string_view>

namespace carrick::net::test {

/// The bytes of a number as they stand on the wire.
template <class Integer>
std::string wire_of(Integer value) {
  std::string out(sizeof value, '\0');
  std::memcpy(out.data(), &value, sizeof value);
  return out;
}

/// A frame, byte for byte; with a wrong length if `length` says so.
inline std::string raw(frame_kind kind, std::uint32_t id, std::string_view payload = {},
                       std::uint8_t flags = 0) {
  return wire_of(frame_header{kind, flags, id, payload.size()}.word()).append(payload);
}
/// The same with its checksum.
inline std::string raw_checked(frame_kind kind, std::uint32_t id, std::string_view payload = {},
                               std::uint8_t flags = 0) {
  std::string bytes = raw(kind, id, payload, flags);
  return bytes.append(wire_of(frame_checksum(as_bytes(bytes))));
}
/// A header alone, that promises `length` bytes.
inline std::string raw_header(frame_kind kind, std::uint32_t id, std::size_t length) {
  return wire_of(frame_header{kind, 0, id, length}.word());
}

/// The payload of a request, post or opening.
inline std::string addressed_body(std::string_view body = {}, std::uint32_t target = 5,
                                  std::uint32_t message = 7) {
  return wire_of(target).append(wire_of(message)).append(body);
}
/// The payload of a transfer's first frame.
inline std::string transfer_payload(std::uint32_t transfer, std::uint32_t total,
                                    std::string_view payload) {
  std::string block(transfer_block_bytes, '\0');
  write_transfer_block(reinterpret_cast<std::byte*>(block.data()), transfer, total);
  return block.append(payload);
}
/// The payload of `failure` and `end`.
inline std::string coded(code c, std::string_view text = {}) {
  return std::string(1, static_cast<char>(c)).append(text);
}

inline constexpr std::uint8_t first_of_many = frame_flag::extended | frame_flag::more;

} // namespace carrick::net::test
