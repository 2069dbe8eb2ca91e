#include <carrick/net/stream_table.hpp>

#include <limits>

namespace carrick::net {

stream& stream_table::add(std::uint32_t id) {
  if (free_ == none) {
    slots_.emplace_back();
    free_ = static_cast<std::uint32_t>(slots_.size() - 1);
    slots_.back().next_free = none;
  }
  std::uint32_t index = free_;
  stream& s = slots_[index];
  free_ = s.next_free;
  s.id = id;
  by_id_.insert(id, index);
  return s;
}

stream* stream_table::add_ours() {
  if (ours_ >= ours_max_ || next_ > std::numeric_limits<std::uint32_t>::max()) return nullptr;
  stream& s = add(static_cast<std::uint32_t>(next_));
  next_ += 2;
  s.ours = true;
  ++ours_;
  return &s;
}

stream_table::arrival stream_table::judge(std::uint32_t id) noexcept {
  if (id == 0 || is_ours(id) || id <= highest_theirs_) return arrival::broken;
  highest_theirs_ = id;
  return size() - ours_ >= theirs_max_ ? arrival::overloaded : arrival::fine;
}

stream& stream_table::add_theirs(std::uint32_t id) { return add(id); }

bool stream_table::was_opened(std::uint32_t id) const noexcept {
  if (id == 0) return false;
  return is_ours(id) ? id < next_ : id <= highest_theirs_;
}

void stream_table::remove(stream& s) {
  std::uint32_t index = slot_of(s);
  if (s.ours) --ours_;
  by_id_.erase(s.id);
  s = stream{};
  s.next_free = free_;
  free_ = index;
}

} // namespace carrick::net
