#include <carrick/net/stream_table.hpp>

#include <carrick/core/planted.hpp>

#include <algorithm>
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

stream_table::arrival stream_table::judge(std::uint32_t id) {
  if (id == 0 || is_ours(id)) return arrival::broken;
  if (id >= next_theirs_) {
    if (!skip_to(id)) return arrival::broken;
  } else {
    auto late = std::lower_bound(skipped_.begin(), skipped_.end(), id);
    if (late == skipped_.end() || *late != id) return arrival::broken;
    skipped_.erase(late);
  }
  return size() - ours_ >= theirs_max_ ? arrival::overloaded : arrival::fine;
}

/// Openings under way are streams of their sender: there are no more of them than it may have.
bool stream_table::skip_to(std::uint32_t id) {
  auto skipped = static_cast<std::size_t>((id - next_theirs_) / 2);
  if (skipped_.size() + skipped > theirs_max_) return false;
  for (; next_theirs_ != id; next_theirs_ += 2)
    skipped_.push_back(static_cast<std::uint32_t>(next_theirs_));
  next_theirs_ += 2;
  return true;
}

stream& stream_table::add_theirs(std::uint32_t id) { return add(id); }

bool stream_table::was_opened(std::uint32_t id) const noexcept {
  if (id == 0) return false;
  if (is_ours(id)) return id < next_;
  return id < next_theirs_ && !std::binary_search(skipped_.begin(), skipped_.end(), id);
}

void stream_table::shrink() {
  if (size() > 0) return;
  slots_ = std::vector<stream>{};
  free_ = none;
  by_id_.shrink();
  skipped_.shrink_to_fit();
}

void stream_table::remove(stream& s) {
  std::uint32_t index = slot_of(s);
  if (s.ours && !CARRICK_PLANTED(stream_places_kept)) --ours_;
  by_id_.erase(s.id);
  s = stream{};
  s.next_free = free_;
  free_ = index;
}

} // namespace carrick::net
