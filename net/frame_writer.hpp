#pragma once

#include <carrick/core/ids.hpp>
#include <carrick/net/checksum.hpp>
#include <carrick/net/frame_queue.hpp>
#include <carrick/net/wire.hpp>

namespace carrick::net {

/// A message before it has become frames: the fields of docs/protocol.md, section 2, in the order
/// of the payload.
struct outgoing {
  frame_kind kind = frame_kind::response;
  std::uint32_t id = 0;
  bool addressed = false; ///< starts with `to`
  bool has_deadline = false;
  std::uint16_t deadline = 0;
  endpoint to{};
  byte_span body{};
  std::uint64_t ticket = 0; ///< of a bulk post: see post_sender

  static constexpr std::size_t prefix_bytes_max = endpoint_bytes + sizeof deadline;
  std::size_t prefix_bytes() const noexcept {
    return (addressed ? endpoint_bytes : 0) + (has_deadline ? sizeof deadline : 0);
  }
  std::size_t payload_bytes() const noexcept { return prefix_bytes() + body.size(); }
  std::uint8_t flags() const noexcept {
    return has_deadline ? frame_flag::deadline : std::uint8_t{0};
  }
  /// Writes payload_bytes() at `at`.
  void write_payload(std::byte* at) const noexcept {
    write_prefix(at);
    if (!body.empty()) std::memcpy(at + prefix_bytes(), body.data(), body.size());
  }
  void write_prefix(std::byte* at) const noexcept {
    if (addressed) {
      store_le(at, static_cast<std::uint64_t>(to.message) << 32 | to.target);
      at += endpoint_bytes;
    }
    if (has_deadline) store_le(at, deadline);
  }
};

/// Writes frames into a queue: the header as one store, one copy of the body, the checksum if the
/// link has one.
class frame_writer {
 public:
  explicit frame_writer(bool checksum) noexcept : trailer_(checksum ? checksum_bytes : 0) {}

  bool checksum() const noexcept { return trailer_ != 0; }
  /// What a payload of that size takes on the wire.
  std::size_t frame_size(std::size_t payload_bytes) const noexcept {
    return header_bytes + payload_bytes + trailer_;
  }

  /// A message that fits into one frame.
  void write(frame_queue& to, const outgoing& message) const {
    std::size_t length = message.payload_bytes();
    std::byte* at = to.append(frame_size(length));
    store_le(at, frame_header{message.kind, message.flags(), message.id, length}.word());
    message.write_payload(at + header_bytes);
    finish(at, length);
  }
  /// Any frame whose payload is already there.
  void write(frame_queue& to, frame_header header, byte_span payload) const {
    std::byte* at = to.append(frame_size(payload.size()));
    store_le(at, header.word());
    if (!payload.empty()) std::memcpy(at + header_bytes, payload.data(), payload.size());
    finish(at, payload.size());
  }
  /// A code and a text: `failure`, `end`. The text is cut at limits::error_text_bytes.
  void write_status(frame_queue& to, frame_kind kind, std::uint32_t id, unsigned char code,
                    std::string_view text) const;

 private:
  void finish(std::byte* at, std::size_t length) const noexcept {
    if (trailer_ == 0) return;
    std::byte* end = at + header_bytes + length;
    store_le(end, frame_checksum({at, end}));
  }

  std::size_t trailer_;
};

} // namespace carrick::net
