#include <carrick/core/repeats.hpp>

#include <algorithm>
#include <utility>

namespace carrick {

bool repeats::is_first(std::string_view kind, time_point now) {
  auto known = kinds_.find(kind);
  if (known == kinds_.end() && kinds_.size() >= kinds_max) known = kinds_.find("others");
  if (known != kinds_.end()) {
    ++known->second.more;
    return false;
  }
  // The last place is for all kinds that find none.
  const bool last = kinds_.size() + 1 == kinds_max;
  kinds_.emplace(last ? "others" : kind, entry{0, now});
  return true;
}

std::vector<repeats::count> repeats::due(time_point now) {
  std::vector<count> out;
  for (auto at = kinds_.begin(); at != kinds_.end();) {
    auto& [kind, seen] = *at;
    const bool over = now >= seen.told_at + every;
    if (over && seen.more == 0) {
      at = kinds_.erase(at);
      continue;
    }
    if (over) {
      out.push_back({kind, std::exchange(seen.more, 0)});
      seen.told_at = now;
    }
    ++at;
  }
  return out;
}

time_point repeats::next_deadline() const noexcept {
  auto first = never;
  for (const auto& [kind, seen] : kinds_) first = std::min(first, seen.told_at + every);
  return first;
}

} // namespace carrick
