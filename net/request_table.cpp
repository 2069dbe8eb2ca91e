#include <carrick/net/request_table.hpp>

#include <carrick/core/planted.hpp>

namespace carrick::net {

/// A large request that is being written has left, and so has what its lane gave to the wire.
bool request_table::has_left(const slot& s) const noexcept {
  switch (s.via) {
    case road::normal:
      return s.position <= sealed_position_;
    case road::control:
      return true;
    case road::bulk:
      return s.begun;
  }
  return true;
}

void request_table::make_ready(std::uint32_t index, carrick::code code) noexcept {
  slot& s = slots_[index];
  s.state = state::ready;
  s.code = code;
  s.next = none;
  if (ready_ == none)
    ready_ = index;
  else
    slots_[ready_last_].next = index;
  ready_last_ = index;
  if (!CARRICK_PLANTED(timer_after_cancel)) wheel_.disarm(index);
  --open_;
}

bool request_table::finish(request_id id, carrick::code code, bool& left) {
  slot* s = find(id);
  if (s == nullptr || s->state != state::open) return false;
  // What waits in the normal lane cannot be taken back: the peer will see it.
  left = s->via != road::bulk;
  make_ready(index_of(id), code);
  return true;
}

void request_table::expire(time_point now) {
  while (auto index = wheel_.expire(now)) make_ready(*index, code::deadline_exceeded);
}

void request_table::not_taken(std::uint64_t taken) {
  for (std::uint32_t i = 0; i < slots_.size(); ++i) {
    const slot& s = slots_[i];
    if (s.state != state::open) continue;
    bool began = s.via != road::bulk || s.begun;
    if (!began || s.order > taken) make_ready(i, code::unreachable);
  }
}

void request_table::finish_all(carrick::code sent, carrick::code unsent) {
  for (std::uint32_t i = 0; i < slots_.size(); ++i)
    if (slots_[i].state == state::open) make_ready(i, has_left(slots_[i]) ? sent : unsent);
}

bool request_table::next_verdict(verdict& out) {
  if (ready_ == none) return false;
  std::uint32_t index = ready_;
  slot& s = slots_[index];
  ready_ = s.next;
  out = {id_of(index), s.context, s.code};
  if (s.state == state::ready_answered)
    release(index);
  else
    s.state = state::awaiting_answer;
  return true;
}

bool request_table::is_open(request_id id) const noexcept {
  const slot* s = slots_.find(static_cast<std::uint32_t>(id));
  return s != nullptr && s->state == state::open;
}

bool request_table::begin_bulk(request_id id) {
  if (!is_open(id)) {
    cut_short(id);
    return false;
  }
  slot& s = slots_[index_of(id)];
  s.begun = true;
  s.order = next_order(road::bulk);
  return true;
}

void request_table::cut_short(request_id id) {
  slot* s = find(id);
  if (s == nullptr || s->state == state::open) return;
  if (s->state == state::ready)
    s->state = state::ready_answered;
  else
    release(index_of(id));
}

void request_table::shrink() {
  slots_.shrink([](const slot& s) { return s.state == state::free; });
  wheel_.shrink(slots_.size());
}

void request_table::written(request_id id) {
  // From now on a cancel has to travel behind it, as with a small request.
  if (slot* s = find(id)) s->via = road::control;
}

} // namespace carrick::net
