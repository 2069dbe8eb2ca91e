#include <carrick/sim/coverage.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::size_t digit_bits = 4;
constexpr std::size_t text_digits = (coverage::size + digit_bits - 1) / digit_bits;

std::size_t index_of(fault_kind kind) noexcept { return static_cast<std::size_t>(kind); }

} // namespace

std::size_t coverage::number_of(fault_kind kind, under_way what) noexcept {
  return index_of(kind) * under_way_kinds + static_cast<std::size_t>(what);
}

std::size_t coverage::number_of(fault_kind one, fault_kind other) noexcept {
  const auto low = std::min(index_of(one), index_of(other));
  const auto high = std::max(index_of(one), index_of(other));
  return pairs_from + high * (high + 1) / 2 + low;
}

std::size_t coverage::number_of(fault_kind kind, moment aimed_at) noexcept {
  return aims_from + index_of(kind) * moments + static_cast<std::size_t>(aimed_at) - 1;
}

void coverage::reach(fault_kind kind, const under_way_set& of) noexcept {
  for (std::size_t i = 0; i < under_way_kinds; ++i)
    if (const auto what = static_cast<under_way>(i); of.has(what)) reach(number_of(kind, what));
}

std::string coverage::text() const {
  std::string out(text_digits, '0');
  for (std::size_t i = 0; i < text_digits; ++i) {
    std::size_t digit = 0;
    for (std::size_t bit = 0; bit < digit_bits && i * digit_bits + bit < size; ++bit)
      if (has(i * digit_bits + bit)) digit |= std::size_t{1} << bit;
    out[i] = hex_digits[digit];
  }
  return out;
}

bool coverage::parse(std::string_view text) noexcept {
  if (text.size() != text_digits) return false;
  std::bitset<size> read;
  for (std::size_t i = 0; i < text_digits; ++i) {
    const auto digit = hex_digits.find(text[i]);
    if (digit == hex_digits.npos) return false;
    for (std::size_t bit = 0; bit < digit_bits; ++bit) {
      if ((digit >> bit & 1) == 0) continue;
      if (i * digit_bits + bit >= size) return false;
      read.set(i * digit_bits + bit);
    }
  }
  reached_ = read;
  return true;
}

} // namespace carrick::sim
