#include <carrick/net/transfer_table.hpp>

#include <algorithm>
#include <new>
#include <utility>

namespace carrick::net {
namespace {

time_point deadline_of(const transfer_table::entry& e) noexcept {
  return std::min(e.expires, e.chunk_at + limits::stream_progress);
}

} // namespace

bool transfer_table::can_hold(std::size_t total) noexcept {
  try {
    next_ = memory_.take(total);
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

bool transfer_table::begin(entry e, byte_span first) {
  buffer room = std::exchange(next_, {});
  auto same = [&](const entry& other) { return other.transfer == e.transfer; };
  if (std::any_of(entries_.begin(), entries_.end(), same)) return false;
  if (first.size() >= e.total) return false;
  e.received = static_cast<std::uint32_t>(first.size());
  if (e.wanted) {
    e.bytes = room.capacity() >= e.total ? std::move(room) : memory_.take(e.total);
    e.bytes.append(first);
  }
  e.chunk_at = e.arrived;
  entries_.push_back(std::move(e));
  return true;
}

transfer_table::outcome transfer_table::chunk(std::uint32_t transfer, byte_span part, bool more,
                                              time_point now) {
  entry* e = find(transfer);
  if (e == nullptr || part.size() > e->total - e->received) return outcome::broken;
  bool is_rest = part.size() == e->total - e->received;
  bool is_end = is_rest || part.empty();
  if (more ? is_rest : !is_end) return outcome::broken;
  placing_.reset();
  e->received += static_cast<std::uint32_t>(part.size());
  e->chunk_at = now;
  if (!e->wanted)
    e->bytes.release();
  else if (part.data() == e->bytes.data() + e->bytes.size())
    e->bytes.grow(part.size());
  else
    e->bytes.append(part);
  if (more) return outcome::going_on;
  taken_ = std::move(*e);
  entries_.erase(entries_.begin() + (e - entries_.data()));
  return is_rest ? outcome::whole : outcome::cut_short;
}

std::byte* transfer_table::place_for(std::uint32_t transfer, std::size_t length) {
  entry* e = find(transfer);
  if (e == nullptr || !e->wanted || length > e->total - e->received) return nullptr;
  placing_ = transfer;
  return e->bytes.data() + e->bytes.size();
}

auto transfer_table::find(std::uint32_t transfer) noexcept -> entry* {
  auto found = std::find_if(entries_.begin(), entries_.end(),
                            [&](const entry& e) { return e.transfer == transfer; });
  return found == entries_.end() ? nullptr : &*found;
}

const transfer_table::entry* transfer_table::expire(time_point now) {
  for (entry& e : entries_) {
    if (!e.wanted || now < deadline_of(e)) continue;
    e.wanted = false;
    if (&e != placed_in()) e.bytes.release(); // else with that part
    return &e;
  }
  return nullptr;
}

bool transfer_table::assembles(frame_kind kind, std::uint32_t id) const noexcept {
  return std::any_of(entries_.begin(), entries_.end(), [&](const entry& each) {
    return each.header.kind() == kind && each.header.id() == id;
  });
}

std::size_t transfer_table::wanted_bytes() const noexcept {
  std::size_t sum = 0;
  for (const entry& e : entries_)
    if (e.wanted) sum += e.total;
  return sum;
}

time_point transfer_table::earliest() const noexcept {
  time_point first = never;
  for (const entry& e : entries_)
    if (e.wanted) first = std::min(first, deadline_of(e));
  return first;
}

} // namespace carrick::net
