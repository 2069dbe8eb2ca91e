#include <carrick/net/link_parts.hpp>

#include <carrick/core/planted.hpp>

namespace carrick::net {
namespace {

post_lane lane_of(frame_kind kind) noexcept {
  if (kind == frame_kind::post_urgent) return post_lane::urgent;
  return kind == frame_kind::post_bulk ? post_lane::bulk : post_lane::normal;
}

bool is_post(frame_kind kind) noexcept {
  return kind == frame_kind::post || kind == frame_kind::post_urgent ||
    kind == frame_kind::post_bulk;
}

std::size_t prefix_of(const frame_header& header) noexcept {
  if (header.kind() == frame_kind::response) return 0;
  return endpoint_bytes + (header.has(frame_flag::deadline) ? sizeof(std::uint16_t) : 0);
}

} // namespace

/// A frame with an extension block: the first of a large message, or a small one with what a later
/// version may say about it.
const event* link::parts::on_extended(const frame& f) {
  if (static_cast<std::uint8_t>(f.header.kind()) >= first_ignorable_kind) return ignore();
  extensions block = read_extensions(f.payload);
  if (block.malformed) return break_off(code::protocol_error, "a damaged extension block");
  if (f.header.kind() == frame_kind::item) return on_extended_item(f, block);
  bool more = f.header.has(frame_flag::more);
  if (block.is_transfer != more)
    return break_off(code::protocol_error, "a part without a transfer, or the converse");
  auto flags = static_cast<std::uint8_t>(f.header.flags() & frame_flag::deadline);
  beginning b;
  b.first = {{f.header.kind(), flags, f.header.id(), block.rest.size()}, block.rest};
  std::size_t prefix = prefix_of(b.first.header);
  b.whole = more ? block.transfer_bytes : block.rest.size();
  if (block.rest.size() < prefix)
    return break_off(code::protocol_error, "a message without an endpoint");
  if (more && is_post(f.header.kind()) && f.header.kind() != frame_kind::post_bulk)
    return break_off(code::protocol_error, "a large post outside its lane");
  if (block.unsupported)
    b.wrong = code::version_mismatch;
  else if (b.whole > prefix + terms.ours.message_bytes)
    b.wrong = code::too_large;
  else if (more && !(has_room_for(b.whole) && transfers.can_hold(b.whole)))
    b.wrong = code::overloaded;

  bool wanted = may_begin(b);
  if (over) return {};
  if (!more) return wanted ? deliver(b.first, now, b.sequence) : b.verdict;
  transfer_table::entry e;
  e.transfer = block.transfer;
  e.header = b.first.header;
  e.total = block.transfer_bytes;
  e.sequence = b.sequence;
  e.arrived = now;
  e.expires = b.expires;
  e.wanted = wanted;
  if (wanted) served.hold(e.total);
  if (transfers.full() || !transfers.begin(std::move(e), block.rest))
    return break_off(code::protocol_error, "an impossible transfer");
  return b.verdict;
}

/// Whether the message is taken in; what is wrong with it is answered here, by its first frame.
bool link::parts::may_begin(beginning& b) {
  switch (b.first.header.kind()) {
    case frame_kind::request:
      return request_may_begin(b);
    case frame_kind::response:
      return response_may_begin(b);
    case frame_kind::open:
      return open_may_begin(b);
    default:
      return post_may_begin(b, lane_of(b.first.header.kind()));
  }
}

/// A message is whole, in one frame or in many.
const event* link::parts::deliver(const frame& f, time_point since, std::uint64_t sequence) {
  switch (f.header.kind()) {
    case frame_kind::request:
      if (!served.is_known(f.header.id())) return on_request(f, since);
      return break_off(code::protocol_error, "a request id that is still open");
    case frame_kind::response:
      return on_response(f);
    case frame_kind::open:
      return on_open(f, since);
    default:
      return hand_out(f, lane_of(f.header.kind()), sequence);
  }
}

const event* link::parts::on_chunk(const frame& f) {
  bool more = f.header.has(frame_flag::more);
  if (more && f.payload.empty())
    if (tolerate(); over) return {};
  auto outcome = transfers.chunk(f.header.id(), f.payload, more, now);
  if (outcome == transfer_table::outcome::broken)
    return break_off(code::protocol_error, "an impossible part of a transfer");
  if (outcome == transfer_table::outcome::going_on) return {};
  const transfer_table::entry& e = transfers.taken();
  if (!e.wanted) {
    if (is_post(e.header.kind()) && !fenced()) posts_in.repeated(now);
    return {};
  }
  const bool cut = outcome == transfer_table::outcome::cut_short;
  if (!(cut && CARRICK_PLANTED(cut_short_bytes_kept))) served.unhold(e.total);
  if (cut) return give_up(e, code::cancelled);
  frame whole{{e.header.kind(), e.header.flags(), e.header.id(), 0}, e.bytes.bytes()};
  return deliver(whole, e.arrived, e.sequence);
}

/// A large message will not become whole.
const event* link::parts::give_up(const transfer_table::entry& e, carrick::code why) {
  std::uint32_t id = e.header.id();
  switch (e.header.kind()) {
    case frame_kind::request:
      // The caller that cut it short has its verdict already.
      if (why != code::cancelled) refuse(id, why, sentence_of(why));
      return {};
    case frame_kind::response:
      return answered(id, code::internal, as_bytes("the answer was cut short"));
    case frame_kind::open:
      refuse_open(id, why, sentence_of(why));
      return {};
    default:
      refuse_post(lane_of(e.header.kind()), e.sequence, why, e.total - endpoint_bytes);
      return {};
  }
}

void link::parts::expire_transfers() {
  while (const transfer_table::entry* e = transfers.expire(now)) {
    served.unhold(e->total);
    // The caller's own clock gives the verdict of a request whose answer does not come.
    if (e->header.kind() == frame_kind::response) continue;
    bool late = now >= e->expires;
    give_up(*e, late ? code::deadline_exceeded : code::stalled);
  }
}

} // namespace carrick::net
