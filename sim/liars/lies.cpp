#include <carrick/sim/liars/lies.hpp>

#include <carrick/net/checksum.hpp>

#include <array>
#include <utility>

namespace carrick::sim {
namespace {

constexpr std::size_t made_up_bytes_max = 300;
constexpr std::uint32_t small_ids = 40;

enum class lie_kind : std::uint8_t {
  leave_out,
  twice,
  later,
  other_id,
  other_kind,
  other_flags,
  other_bytes,
  shorter,
  longer,
  wrong_length,
  made_up,
};
constexpr std::uint64_t lie_kinds = 11;

buffer copy_bytes(byte_span bytes) {
  buffer out;
  out.append(bytes);
  return out;
}

/// Of one in a thousand frames to one in three.
double drawn_rate(draws& from) {
  return 0.001 * static_cast<double>(from.magnitude(std::uint64_t{1}, 333));
}

} // namespace

lies::lies(draws from, bool checksum)
    : from_(std::move(from)),
      checksum_(checksum),
      how_often_(drawn_rate(from_)),
      reader_(net::frame_bytes_max, checksum) {}

buffer lies::tell(byte_span honest) {
  reader_.feed(honest);
  net::frame next;
  while (reader_.next(next) == net::frame_reader::outcome::frame) say(next);
  reader_.retain();
  return std::exchange(out_, {});
}

void lies::say(const net::frame& honest) {
  auto waiting = std::exchange(later_, {});
  if (from_.chance(how_often_)) {
    ++told_;
    lie(honest);
  } else {
    write(honest.header, honest.payload);
  }
  if (waiting) write(waiting->kind_byte, waiting->id, waiting->payload.bytes());
}

void lies::lie(const net::frame& honest) {
  const auto kind = honest.header.kind_byte();
  const auto id = honest.header.id();
  switch (static_cast<lie_kind>(from_.below(lie_kinds))) {
    case lie_kind::leave_out:
      return;
    case lie_kind::twice:
      write(honest.header, honest.payload);
      return write(honest.header, honest.payload);
    case lie_kind::later:
      later_ = said{kind, id, copy_bytes(honest.payload)};
      return;
    case lie_kind::other_id:
      return write(kind, any_id(id), honest.payload);
    case lie_kind::other_kind:
      return write(static_cast<std::uint8_t>((kind & 0xe0) | from_.below(32)), id, honest.payload);
    case lie_kind::other_flags:
      return write(static_cast<std::uint8_t>(kind ^ (0x20u << from_.below(3))), id, honest.payload);
    case lie_kind::other_bytes: {
      auto altered = copy_bytes(honest.payload);
      for (auto i = from_.between(std::uint64_t{1}, 8); i > 0 && !altered.empty(); --i)
        altered.data()[from_.below(altered.size())] = static_cast<std::byte>(from_.below(256));
      return write(kind, id, altered.bytes());
    }
    case lie_kind::shorter:
      return write(kind, id, honest.payload.first(from_.below(honest.payload.size() + 1)));
    case lie_kind::longer: {
      auto altered = copy_bytes(honest.payload);
      altered.append(any_bytes(made_up_bytes_max).bytes());
      return write(kind, id, altered.bytes());
    }
    case lie_kind::wrong_length: {
      // What follows is read as something else.
      const auto length = from_.magnitude(std::uint64_t{1}, net::frame_bytes_max) - 1;
      return write(
        net::frame_header{(std::uint64_t{id} << 32) | (std::uint64_t{kind} << 24) | length},
        honest.payload);
    }
    case lie_kind::made_up:
      make_up();
      return write(honest.header, honest.payload);
  }
}

void lies::make_up() {
  const auto made = any_bytes(made_up_bytes_max);
  write(static_cast<std::uint8_t>(from_.below(from_.chance(0.8) ? 32 : 256)), any_id(0),
        made.bytes());
}

void lies::write(std::uint8_t kind_byte, std::uint32_t id, byte_span payload) {
  write(net::frame_header{(std::uint64_t{id} << 32) | (std::uint64_t{kind_byte} << 24) |
                          payload.size()},
        payload);
}

void lies::write(net::frame_header header, byte_span payload) {
  const auto begin = out_.size();
  out_.append_le(header.word());
  out_.append(payload);
  if (checksum_) out_.append_le(net::frame_checksum(out_.bytes().subspan(begin)));
}

std::uint32_t lies::any_id(std::uint32_t honest) {
  switch (from_.below(3)) {
    case 0:
      return honest + static_cast<std::uint32_t>(from_.between(std::uint64_t{1}, 4)) - 2;
    case 1:
      return static_cast<std::uint32_t>(from_.below(small_ids));
    default:
      return static_cast<std::uint32_t>(from_.next());
  }
}

buffer lies::any_bytes(std::size_t most) {
  buffer out;
  for (auto i = from_.magnitude(std::uint64_t{1}, most) - 1; i > 0; --i)
    out.append_le(static_cast<std::uint8_t>(from_.next()));
  return out;
}

} // namespace carrick::sim
