#include <carrick/net/id_map.hpp>

#include <utility>

namespace carrick::net {

void id_map::insert(std::uint32_t id, std::uint32_t slot) {
  if (size_ * 2 >= cells_.size()) grow();
  std::size_t i = home(id);
  while (cells_[i].slot != none) i = next(i);
  cells_[i] = {id, slot};
  ++size_;
}

/// Closes the gap by moving back what would not be found behind it.
void id_map::erase(std::uint32_t id) noexcept {
  if (size_ == 0) return;
  std::size_t gap = home(id);
  for (; cells_[gap].id != id || cells_[gap].slot == none; gap = next(gap))
    if (cells_[gap].slot == none) return;
  for (std::size_t i = next(gap); cells_[i].slot != none; i = next(i)) {
    std::size_t distance = (i - home(cells_[i].id)) & (cells_.size() - 1);
    if (distance < ((i - gap) & (cells_.size() - 1))) continue;
    cells_[gap] = cells_[i];
    gap = i;
  }
  cells_[gap].slot = none;
  --size_;
}

void id_map::shrink() {
  constexpr std::size_t worthwhile = 8; // times what is needed
  if (size_ * worthwhile >= cells_.size()) return;
  auto old = std::exchange(cells_, {});
  shift_ = shift_of_first;
  size_ = 0;
  for (const cell& c : old)
    if (c.slot != none) insert(c.id, c.slot);
}

void id_map::grow() {
  auto old = std::move(cells_);
  bool first = old.empty();
  cells_ = std::vector<cell>(first ? 16 : old.size() * 2);
  if (!first) --shift_;
  size_ = 0;
  for (const cell& c : old)
    if (c.slot != none) insert(c.id, c.slot);
}

} // namespace carrick::net
