#include <carrick/sim/load/load_messages.hpp>

#include <carrick/core/random.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace carrick::sim {
namespace {

constexpr std::size_t noise_bytes = 4096;

/// The same for all, twice, so that it can be read from any place.
const std::array<char, 2 * noise_bytes>& noise() {
  static const auto made = [] {
    std::array<char, 2 * noise_bytes> out;
    random_source random{4711};
    for (std::size_t i = 0; i < noise_bytes; ++i)
      out[i] = out[i + noise_bytes] = static_cast<char>('a' + random.below(26));
    return out;
  }();
  return made;
}

std::size_t place_of(std::uint64_t mixed) {
  return (mixed * 0x9e3779b97f4a7c15ull >> 32) % noise_bytes;
}

std::size_t place_of(const sealed& s) {
  return place_of(s.cluster ^ s.number << 20 ^ s.incarnation ^ s.order << 7 ^ s.from);
}

std::size_t place_of(const load_item& item, const stream_side& from) {
  return place_of(from.number << 24 ^ item.order << 1 ^ static_cast<std::uint64_t>(from.side));
}

std::string noise_from(std::size_t place, std::size_t bytes) {
  std::string out;
  out.reserve(bytes);
  while (out.size() < bytes)
    out.append(noise().data() + place, std::min(noise_bytes, bytes - out.size()));
  return out;
}

bool is_noise_from(std::size_t place, std::string_view text) {
  for (; !text.empty(); text.remove_prefix(std::min(noise_bytes, text.size()))) {
    const auto bytes = std::min(noise_bytes, text.size());
    if (text.substr(0, bytes) != std::string_view{noise().data() + place, bytes}) return false;
  }
  return true;
}

} // namespace

sealed seal(const stamp& what, std::size_t payload_bytes) {
  sealed s{what.cluster,
           what.from.node,
           what.from.incarnation,
           what.to,
           what.number,
           what.channel,
           what.order,
           {}};
  s.payload = noise_from(place_of(s), payload_bytes);
  return s;
}

stamp stamp_of(const sealed& s) {
  return {s.cluster, {s.from, s.incarnation}, s.to, s.number, s.channel, s.order};
}

bool is_intact(const sealed& s) { return is_noise_from(place_of(s), s.payload); }

load_item make_item(const stream_side& from, std::uint64_t order, std::size_t payload_bytes) {
  load_item item{order, {}};
  item.payload = noise_from(place_of(item, from), payload_bytes);
  return item;
}

bool is_intact(const load_item& item, const stream_side& from) {
  return is_noise_from(place_of(item, from), item.payload);
}

} // namespace carrick::sim
