#include <carrick/net/extension.hpp>

namespace carrick::net {
namespace {

constexpr std::uint8_t first_critical = 128;
constexpr std::uint8_t transfer_type = 131;
constexpr std::uint8_t transfer_entry_bytes = 8;

extensions malformed() noexcept {
  extensions out;
  out.malformed = true;
  return out;
}

} // namespace

extensions read_extensions(byte_span payload) noexcept {
  if (payload.size() < 2) return malformed();
  std::size_t block = load_le<std::uint16_t>(payload.data());
  payload = payload.subspan(2);
  if (block > payload.size()) return malformed();
  extensions out;
  out.rest = payload.subspan(block);
  byte_span entries = payload.first(block);
  while (!entries.empty()) {
    if (entries.size() < 2) return malformed();
    auto type = load_le<std::uint8_t>(entries.data());
    std::size_t length = load_le<std::uint8_t>(entries.data() + 1);
    entries = entries.subspan(2);
    if (length > entries.size()) return malformed();
    if (type == transfer_type) {
      if (length != transfer_entry_bytes || out.is_transfer) return malformed();
      out.is_transfer = true;
      out.transfer = load_le<std::uint32_t>(entries.data());
      out.transfer_bytes = load_le<std::uint32_t>(entries.data() + 4);
    } else if (type >= first_critical) {
      out.unsupported = true;
    }
    entries = entries.subspan(length);
  }
  return out;
}

void write_transfer_block(std::byte* to, std::uint32_t transfer, std::uint32_t bytes) noexcept {
  store_le(to, static_cast<std::uint16_t>(2 + transfer_entry_bytes));
  store_le(to + 2, transfer_type);
  store_le(to + 3, transfer_entry_bytes);
  store_le(to + 4, transfer);
  store_le(to + 8, bytes);
}

} // namespace carrick::net
