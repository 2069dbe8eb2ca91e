#include <carrick/sim/machines/payload.hpp>

#include <carrick/core/random.hpp>

#include <algorithm>
#include <array>

namespace carrick::sim {
namespace {

constexpr std::size_t words = 8;
constexpr std::size_t pattern_bytes = 4096;

/// What follows the stamp: the same noise for all, from a place that the number gives.
const std::array<std::byte, 2 * pattern_bytes>& pattern() {
  static const auto made = [] {
    std::array<std::byte, 2 * pattern_bytes> out;
    random_source random{4711};
    for (std::size_t i = 0; i < pattern_bytes; ++i)
      out[i] = out[i + pattern_bytes] = static_cast<std::byte>(random.next());
    return out;
  }();
  return made;
}

std::array<std::uint64_t, words> words_of(const stamp& s, std::size_t bytes) noexcept {
  return {
    s.cluster, s.from.node << 32 | s.to, s.from.incarnation, s.number, s.channel, s.order, bytes,
    0};
}

std::uint64_t hash_of(const std::array<std::uint64_t, words>& all) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325ull;
  for (auto w : all) hash = (hash ^ w) * 0x9e3779b97f4a7c15ull + (hash >> 29);
  return hash;
}

} // namespace

byte_span payload_maker::make(const stamp& what, std::size_t bytes) {
  bytes = std::max(bytes, bytes_min);
  if (made_.size() < bytes) made_.resize(bytes);
  auto all = words_of(what, bytes);
  auto hash = hash_of(all);
  std::memcpy(made_.data(), all.data(), sizeof all);
  std::memcpy(made_.data() + sizeof all, &hash, sizeof hash);
  auto from = what.number % pattern_bytes;
  for (std::size_t at = bytes_min; at < bytes; at += pattern_bytes)
    std::memcpy(made_.data() + at, pattern().data() + from, std::min(pattern_bytes, bytes - at));
  return {made_.data(), bytes};
}

bool payload_maker::read(byte_span body, stamp& out) noexcept {
  if (body.size() < bytes_min) return false;
  std::array<std::uint64_t, words> all;
  std::uint64_t hash = 0;
  std::memcpy(all.data(), body.data(), sizeof all);
  std::memcpy(&hash, body.data() + sizeof all, sizeof hash);
  out = {all[0], {all[1] >> 32, all[2]}, all[1] & 0xffffffff, all[3], all[4], all[5]};
  if (hash != hash_of(all) || all[6] != body.size()) return false;
  auto from = out.number % pattern_bytes;
  for (std::size_t at = bytes_min; at < body.size(); at += pattern_bytes)
    if (std::memcmp(body.data() + at, pattern().data() + from,
                    std::min(pattern_bytes, body.size() - at)) != 0)
      return false;
  return true;
}

} // namespace carrick::sim
