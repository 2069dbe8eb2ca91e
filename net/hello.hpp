#pragma once

#include <carrick/core/bytes.hpp>
#include <carrick/core/result.hpp>
#include <carrick/net/terms.hpp>

#include <array>
#include <optional>

namespace carrick::net {

/// Versions of the protocol that this code speaks (docs/protocol.md, section 3).
inline constexpr std::uint8_t version_lowest = 1;
inline constexpr std::uint8_t version_highest = 1;

inline constexpr std::size_t preface_bytes = 8;
inline constexpr std::array<std::byte, 4> magic{std::byte{0x43}, std::byte{0x52}, std::byte{0x4b},
                                                std::byte{0x1a}};

struct preface {
  std::uint8_t lowest = version_lowest;
  std::uint8_t highest = version_highest;
};

/// Whether these first bytes of a connection (any number) can be the start of a preface.
bool may_be_preface(byte_span bytes) noexcept;
/// Call with preface_bytes that may be one.
preface read_preface(byte_span bytes) noexcept;
void write_preface(buffer& to, const preface& p);

/// Feature bits of the hello.
namespace feature {
inline constexpr std::uint64_t checksum = 1;
inline constexpr std::uint64_t resume = 8;
} // namespace feature

struct hello {
  identity self;
  link_limits limits;
  std::uint64_t features = 0;
  std::uint64_t post_epoch = 0; ///< see post_peer
  byte_span application;        ///< points into the frame
};

/// The payload of a `hello` frame.
void write_hello(buffer& to, const hello& h);
/// `protocol_error` says which field is damaged or out of its range.
result<hello> read_hello(byte_span payload);

struct verdict {
  carrick::code code = code::ok;
  bool temporary = false;
  posts_known posts; ///< of an acceptance
  std::string text;
};

void write_verdict(buffer& to, const verdict& v);
std::optional<verdict> read_verdict(byte_span payload);

} // namespace carrick::net
