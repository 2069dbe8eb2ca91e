#include <carrick/core/utf8.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace carrick {
namespace {

const unsigned char* skip_ascii(const unsigned char* at, const unsigned char* end) noexcept {
  for (; end - at >= 8; at += 8) {
    std::uint64_t eight;
    std::memcpy(&eight, at, sizeof eight);
    if (eight & 0x8080808080808080ull) break;
  }
  while (at != end && *at < 0x80) ++at;
  return at;
}

struct sequence {
  int length;
  unsigned char second_min, second_max;
};

/// What may follow a first byte (table 3-7 of the Unicode standard); length 0: no first byte at
/// all.
sequence sequence_of(unsigned char first) noexcept {
  if (first < 0xc2) return {0, 0, 0};
  if (first < 0xe0) return {2, 0x80, 0xbf};
  if (first < 0xf0)
    return {3, static_cast<unsigned char>(first == 0xe0 ? 0xa0 : 0x80),
            static_cast<unsigned char>(first == 0xed ? 0x9f : 0xbf)};
  if (first < 0xf5)
    return {4, static_cast<unsigned char>(first == 0xf0 ? 0x90 : 0x80),
            static_cast<unsigned char>(first == 0xf4 ? 0x8f : 0xbf)};
  return {0, 0, 0};
}

bool fits(const unsigned char* at, const unsigned char* end, sequence expected) noexcept {
  if (expected.length == 0 || end - at < expected.length) return false;
  if (at[1] < expected.second_min || at[1] > expected.second_max) return false;
  for (int i = 2; i < expected.length; ++i)
    if ((at[i] & 0xc0) != 0x80) return false;
  return true;
}

/// Calls `take(letter, good)` for each letter, and for each byte that is part of none, not good.
template <class F>
void for_each_letter(std::string_view text, F take) {
  auto at = reinterpret_cast<const unsigned char*>(text.data());
  auto end = at + text.size();
  for (std::size_t i = 0, length = 1; i < text.size(); i += length) {
    auto expected = sequence_of(at[i]);
    const bool ascii = at[i] < 0x80;
    const bool good = ascii || fits(at + i, end, expected);
    length = ascii || !good ? 1 : static_cast<std::size_t>(expected.length);
    take(text.substr(i, length), good);
  }
}

/// Unicode's category Cc.
bool is_control(std::string_view letter) noexcept {
  const auto first = static_cast<unsigned char>(letter[0]);
  if (letter.size() == 1) return first < 0x20 || first == 0x7f;
  return first == 0xc2 && static_cast<unsigned char>(letter[1]) < 0xa0;
}

} // namespace

bool valid_utf8(std::string_view text) noexcept {
  auto at = reinterpret_cast<const unsigned char*>(text.data());
  auto end = at + text.size();
  while ((at = skip_ascii(at, end)) != end) {
    auto expected = sequence_of(*at);
    if (!fits(at, end, expected)) return false;
    at += expected.length;
  }
  return true;
}

bool printable_utf8(std::string_view text) noexcept {
  bool printable = true;
  for_each_letter(text, [&](std::string_view letter, bool good) {
    printable = printable && good && !is_control(letter);
  });
  return printable;
}

std::string made_valid(std::string_view text) {
  std::string out;
  for_each_letter(text, [&](std::string_view letter, bool good) {
    out.append(good ? letter : std::string_view{"\xef\xbf\xbd"});
  });
  return out;
}

std::string made_printable(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out;
  for_each_letter(text, [&](std::string_view letter, bool good) {
    if (good && !is_control(letter)) {
      out.append(letter);
      return;
    }
    for (char c : letter) {
      auto byte = static_cast<unsigned char>(c);
      out.append("\\x").append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
    }
  });
  return out;
}

std::string_view cut_text(std::string_view text, std::size_t bytes_max) noexcept {
  if (text.size() <= bytes_max) return text;
  auto begins_within_letter = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
  };
  auto end = bytes_max;
  while (end > 0 && bytes_max - end < 3 && begins_within_letter(end)) --end;
  return text.substr(0, begins_within_letter(end) ? bytes_max : end); // else it is no UTF-8 anyway
}

} // namespace carrick
