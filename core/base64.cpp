#include <carrick/core/base64.hpp>

#include <array>

namespace carrick {
namespace {

constexpr std::string_view alphabet =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t no_digit = 255;

constexpr auto digits = [] {
  std::array<std::uint8_t, 256> out{};
  out.fill(no_digit);
  for (std::uint8_t i = 0; i < 64; ++i) out[static_cast<unsigned char>(alphabet[i])] = i;
  return out;
}();

/// The 24 bits of a group of four digits, of which the last `padding` are '='.
std::optional<std::uint32_t> group_of(std::string_view four, std::size_t padding) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    std::uint8_t digit = i < 4 - padding ? digits[static_cast<unsigned char>(four[i])] : 0;
    if (digit == no_digit) return std::nullopt;
    bits = bits << 6 | digit;
  }
  // Bits below the last byte are zero in what to_base64() makes.
  if ((bits & ((1u << 8 * padding) - 1)) != 0) return std::nullopt;
  return bits;
}

std::size_t padding_of(std::string_view text) {
  return text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
}

} // namespace

std::string to_base64(byte_span bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k)
      bits = bits << 8 | (k < count ? std::to_integer<std::uint32_t>(bytes[i + k]) : 0);
    for (std::size_t k = 0; k < 4; ++k)
      out += k <= count ? alphabet[bits >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

std::optional<std::vector<std::byte>> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::vector<std::byte> out;
  out.reserve(text.size() / 4 * 3);
  for (; !text.empty(); text.remove_prefix(4)) {
    std::size_t padding = text.size() == 4 ? padding_of(text) : 0;
    auto bits = group_of(text.substr(0, 4), padding);
    if (!bits) return std::nullopt;
    for (std::size_t k = 0; k < 3 - padding; ++k)
      out.push_back(static_cast<std::byte>(*bits >> (16 - 8 * k)));
  }
  return out;
}

} // namespace carrick
