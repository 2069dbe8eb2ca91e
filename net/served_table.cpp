#include <carrick/net/served_table.hpp>

#include <utility>

namespace carrick::net {

void served_table::enter() {
  std::uint32_t index = std::exchange(newest_, none);
  slot& s = slots_[index];
  s.state = state::open;
  open_.insert(s.request, index);
  wheel_.arm(index, s.deadline);
}

void served_table::forget(std::uint32_t index) noexcept {
  open_.erase(slots_[index].request);
  wheel_.disarm(index);
}

bool served_table::cancel(std::uint32_t request, served_id& id) noexcept {
  std::uint32_t index = open_.find(request);
  if (index == id_map::none) return false;
  id = id_of(index);
  return true;
}

bool served_table::expire(time_point now, std::uint32_t& request, served_id& id) {
  auto index = wheel_.expire(now);
  if (!index) return false;
  slot& s = slots_[*index];
  request = s.request;
  id = id_of(*index);
  open_.erase(request);
  s.state = state::answered;
  return true;
}

void served_table::shrink() {
  slots_.shrink([](const slot& s) { return s.state == state::free; });
  open_.shrink();
  wheel_.shrink(slots_.size());
}

std::size_t served_table::running_bytes() const noexcept {
  std::size_t sum = 0;
  for (std::uint32_t i = 0; i < slots_.size(); ++i)
    if (slots_[i].state != state::free) sum += slots_[i].bytes;
  return sum;
}

void served_table::answer_none() noexcept {
  settle();
  for (std::uint32_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].state != state::open) continue;
    forget(i);
    slots_[i].state = state::answered;
  }
}

} // namespace carrick::net
