#include <carrick/net/bulk_lane.hpp>

#include <carrick/net/credit_ledger.hpp>

#include <algorithm>

namespace carrick::net {
namespace {

// Of a message that is cut: with header and checksum one segment on Linux's loopback, of 65,483.
constexpr std::size_t part_bytes = 65'464;

} // namespace

frame_queue& bulk_lane::stream_frames(std::uint32_t stream, std::uint64_t not_before) {
  std::uint32_t index = streams_.find(stream);
  if (index == id_map::none) {
    index = new_flow();
    streams_.insert(stream, index);
    flows_[index]->stream = stream;
    flows_[index]->not_before = not_before;
  }
  queue(index);
  return flows_[index]->frames;
}

void bulk_lane::stream_ends(std::uint32_t stream) {
  if (auto index = streams_.find(stream); index != id_map::none) flows_[index]->ends = true;
}

std::uint64_t bulk_lane::discard_stream(std::uint32_t stream) {
  std::uint32_t index = streams_.find(stream);
  if (index == id_map::none) return 0;
  std::uint64_t cost = 0;
  flows_[index]->frames.discard([&](byte_span frames) {
    while (!frames.empty()) {
      frame_header header{load_le<std::uint64_t>(frames.data())};
      if (header.kind() == frame_kind::item) cost += item_cost(header.length());
      frames = frames.subspan(writer_.frame_size(header.length()));
    }
  });
  return cost;
}

void bulk_lane::add(const outgoing& out, shared_body body, const message_pair& pair,
                    std::uint64_t not_before) {
  auto [entry, is_new] = pairs_.try_emplace(pair, none);
  if (is_new) {
    entry->second = new_flow();
    flows_[entry->second]->pair = pair;
    flows_[entry->second]->paired = true;
    flows_[entry->second]->not_before = not_before;
  }
  append(*flows_[entry->second], out, std::move(body));
  queue(entry->second);
}

void bulk_lane::add(const outgoing& out, shared_body body) {
  std::uint32_t index = new_flow();
  append(*flows_[index], out, std::move(body));
  queue(index);
}

void bulk_lane::append(flow& to, const outgoing& out, shared_body body) {
  bool cut = out.prefix_bytes() + body->size() > frame_bytes_;
  message m;
  std::size_t block_bytes = cut ? transfer_block_bytes : 0;
  out.write_prefix(m.fields.data() + block_bytes);
  m.field_bytes = block_bytes + out.prefix_bytes();
  m.end = m.field_bytes + body->size();
  m.body = std::move(body);
  m.kind = out.kind;
  m.flags = out.flags();
  m.id = out.id;
  m.ticket = out.ticket;
  m.cut = cut;
  message_bytes_ += m.end;
  to.messages.push_back(std::move(m));
}

std::size_t bulk_lane::seal(std::uint64_t normal_sealed, turn_span pieces) {
  for (std::size_t tries = queued_; tries > 0; --tries) {
    std::uint32_t index = take_first();
    flow& f = *flows_[index];
    std::size_t count = 0;
    if (f.not_before <= normal_sealed)
      count = f.stream != 0 ? seal_frames(f, pieces) : seal_message(f, pieces);
    if (count > 0) {
      turn_ = index;
      return count;
    }
    if (f.drained())
      retire(index);
    else
      queue(index);
  }
  return 0;
}

std::size_t bulk_lane::seal_frames(flow& from, turn_span pieces) {
  pieces[0] = from.frames.seal();
  if (pieces[0].empty()) return 0;
  if (from.ends && from.frames.waiting() == 0)
    notes_.push_back({bulk_note::what::stream_end_written, from.stream, 0});
  return 1;
}

std::size_t bulk_lane::seal_message(flow& from, turn_span pieces) {
  while (from.first < from.messages.size()) {
    message& m = from.messages[from.first];
    if (!m.begun && m.cut && open_transfers_ == limits::transfers) return 0;
    if (!m.begun) {
      turn now = begin(m);
      if (now == turn::waits) return 0;
      if (now == turn::unwanted) {
        finish_message(m);
        ++from.first;
        continue;
      }
    }
    return seal_part(m, pieces);
  }
  return 0;
}

/// Gives the message its numbers: they follow the order of writing.
auto bulk_lane::begin(message& m) -> turn {
  if (m.kind == frame_kind::request && !requests_.begin_bulk(request_id{m.id}))
    return turn::unwanted;
  if (m.kind == frame_kind::post_bulk) {
    auto of_post = posts_.begin_bulk(m.ticket, m.id);
    if (of_post == post_sender::turn::waits) return turn::waits;
    if (of_post == post_sender::turn::taken_over) return turn::unwanted;
  }
  m.begun = true;
  if (m.kind == frame_kind::open) {
    auto order = requests_.next_order(request_table::road::bulk);
    notes_.push_back({bulk_note::what::open_begun, m.id, order});
  }
  if (!m.cut) return turn::begins;
  ++open_transfers_;
  m.transfer = ++last_transfer_;
  write_transfer_block(m.fields.data(), m.transfer,
                       static_cast<std::uint32_t>(m.end - transfer_block_bytes));
  return turn::begins;
}

bool bulk_lane::is_wanted(const message& m) const {
  return m.kind != frame_kind::request || requests_.is_open(request_id{m.id});
}

std::size_t bulk_lane::seal_part(message& m, turn_span pieces) {
  bool is_first = m.at == 0;
  if (!is_first && !is_wanted(m)) {
    requests_.cut_short(request_id{m.id});
    m.at = m.end;
    store_le(head_.data(), frame_header{frame_kind::chunk, 0, m.transfer, 0}.word());
    return seal_frame(byte_span{head_}.first(header_bytes), {}, pieces);
  }
  std::size_t most = m.cut ? std::min(frame_bytes_, part_bytes) : frame_bytes_;
  std::size_t length = std::min(most, m.end - m.at);
  std::uint8_t flags = m.at + length < m.end ? frame_flag::more : 0;
  frame_header header{frame_kind::chunk, flags, m.transfer, length};
  if (is_first) {
    if (m.cut) flags |= frame_flag::extended;
    header = frame_header{m.kind, static_cast<std::uint8_t>(m.flags | flags), m.id, length};
  }
  store_le(head_.data(), header.word());
  std::size_t fields = is_first ? m.field_bytes : 0;
  std::copy_n(m.fields.begin(), fields, head_.begin() + header_bytes);
  byte_span front = byte_span{head_}.first(header_bytes + fields);
  byte_span rest = m.body->bytes().subspan(m.at + fields - m.field_bytes, length - fields);
  m.at += length;
  if (m.done() && m.kind == frame_kind::request) requests_.written(request_id{m.id});
  if (m.done() && m.kind == frame_kind::open) opening_written(m.id);
  ++frames_;
  return seal_frame(front, rest, pieces);
}

void bulk_lane::opening_written(std::uint32_t stream) {
  if (auto index = streams_.find(stream); index != id_map::none) flows_[index]->not_before = 0;
  notes_.push_back({bulk_note::what::open_written, stream, 0});
}

std::size_t bulk_lane::seal_frame(byte_span front, byte_span rest, turn_span pieces) {
  std::size_t count = 0;
  pieces[count++] = front;
  if (!rest.empty()) pieces[count++] = rest;
  if (!writer_.checksum()) return count;
  store_le(trailer_.data(), frame_checksum(front, rest));
  pieces[count++] = trailer_;
  return count;
}

void bulk_lane::release() {
  if (turn_ == none) return;
  std::uint32_t index = std::exchange(turn_, none);
  flow& f = *flows_[index];
  if (f.stream != 0) {
    f.frames.release();
  } else if (f.messages[f.first].done()) {
    finish_message(f.messages[f.first]);
    ++f.first;
    compact(f);
  }
  if (f.drained())
    retire(index);
  else
    queue(index);
}

void bulk_lane::compact(flow& f) {
  constexpr std::size_t worthwhile = 64;
  if (f.first < worthwhile || f.first * 2 < f.messages.size()) return;
  f.messages.erase(f.messages.begin(), f.messages.begin() + static_cast<std::ptrdiff_t>(f.first));
  f.first = 0;
}

void bulk_lane::finish_message(message& m) {
  if (m.begun && m.cut) --open_transfers_;
  message_bytes_ -= m.end;
  m.body.reset();
}

std::size_t bulk_lane::size() const noexcept {
  std::size_t bytes = 0;
  for (const auto& f : flows_) {
    bytes += f->frames.size();
    for (std::size_t i = f->first; i < f->messages.size(); ++i)
      bytes += f->messages[i].end - f->messages[i].at;
  }
  return bytes;
}

std::uint64_t bulk_lane::frames() const noexcept {
  std::uint64_t count = frames_;
  for (const auto& f : flows_) count += f->frames.frames();
  return count;
}

void bulk_lane::drop_waiting() {
  for (std::uint32_t index = take_first(); index != none; index = take_first()) {
    flow& f = *flows_[index];
    f.frames.discard([](byte_span) {});
    for (; f.first < f.messages.size(); ++f.first) finish_message(f.messages[f.first]);
    retire(index);
  }
  if (turn_ == none) return;
  flow& f = *flows_[turn_];
  f.frames.discard([](byte_span) {});
  if (f.stream != 0) return;
  while (f.messages.size() > f.first + 1) {
    finish_message(f.messages.back());
    f.messages.pop_back();
  }
  // Its rest is not sent, so the part that is under way is its last.
  message& under_way = f.messages[f.first];
  message_bytes_ -= under_way.end - under_way.at;
  under_way.end = under_way.at;
}

void bulk_lane::shrink() {
  notes_.shrink_to_fit();
  if (free_flows_.size() == flows_.size()) {
    flows_ = decltype(flows_){};
    free_flows_ = decltype(free_flows_){};
    streams_.shrink();
    pairs_ = {};
    return;
  }
  for (auto index : free_flows_) {
    flows_[index]->frames.shrink();
    flows_[index]->messages = std::vector<message>{};
  }
}

std::uint32_t bulk_lane::new_flow() {
  if (free_flows_.empty()) {
    flows_.push_back(std::make_unique<flow>());
    free_flows_.push_back(static_cast<std::uint32_t>(flows_.size() - 1));
  }
  auto index = free_flows_.back();
  free_flows_.pop_back();
  return index;
}

void bulk_lane::retire(std::uint32_t index) {
  flow& f = *flows_[index];
  if (f.stream != 0) streams_.erase(f.stream);
  if (f.paired) pairs_.erase(f.pair);
  f.messages.clear();
  f.first = 0;
  f.not_before = 0;
  f.stream = 0;
  f.paired = f.ends = false;
  free_flows_.push_back(index);
}

void bulk_lane::queue(std::uint32_t index) {
  flow& f = *flows_[index];
  if (f.queued || index == turn_) return;
  f.queued = true;
  f.next = none;
  if (first_ == none)
    first_ = index;
  else
    flows_[last_]->next = index;
  last_ = index;
  ++queued_;
}

std::uint32_t bulk_lane::take_first() {
  std::uint32_t index = first_;
  if (index == none) return none;
  first_ = flows_[index]->next;
  flows_[index]->queued = false;
  --queued_;
  return index;
}

} // namespace carrick::net
