#include <carrick/net/post_ack.hpp>

namespace carrick::net {
namespace {

constexpr std::size_t fixed_bytes = (post_lanes + 1) * 8 + 1;
constexpr std::size_t entry_bytes = 9;

} // namespace

std::size_t write_post_ack(std::byte* to, const post_ack& ack) noexcept {
  std::byte* at = to;
  for (auto sequence : ack.taken_over) {
    store_le(at, sequence);
    at += 8;
  }
  store_le(at, ack.consumed_bytes);
  std::byte* entries = at + 8;
  at = entries + 1;
  std::uint8_t count = 0;
  for (std::size_t c = 0; c < ack.refused.size(); ++c) {
    if (ack.refused[c] == 0) continue;
    store_le(at, static_cast<std::uint8_t>(c));
    store_le(at + 1, ack.refused[c]);
    at += entry_bytes;
    ++count;
  }
  store_le(entries, count);
  return static_cast<std::size_t>(at - to);
}

bool read_post_ack(byte_span payload, post_ack& out) noexcept {
  if (payload.size() < fixed_bytes) return false;
  const std::byte* at = payload.data();
  out = {};
  for (auto& sequence : out.taken_over) {
    sequence = load_le<std::uint64_t>(at);
    at += 8;
  }
  out.consumed_bytes = load_le<std::uint64_t>(at);
  auto count = load_le<std::uint8_t>(at + 8);
  at += 9;
  if (payload.size() != fixed_bytes + count * entry_bytes) return false;
  for (unsigned i = 0; i < count; ++i, at += entry_bytes) {
    auto code = code_from_wire(load_le<std::uint8_t>(at));
    out.refused[static_cast<std::size_t>(code)] += load_le<std::uint64_t>(at + 1);
  }
  return true;
}

} // namespace carrick::net
