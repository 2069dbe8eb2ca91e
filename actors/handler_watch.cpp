#include <carrick/actors/handler_watch.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace carrick {

std::optional<handler_watch::finding> handler_watch::look(time_point now) {
  auto took = now - std::exchange(began_, now);
  auto count = std::exchange(count_, 0);
  timed_left_ -= std::min(timed_left_, std::max(count, std::size_t{1}));
  if (took < warn_) return std::nullopt;
  timed_left_ = timed_messages;
  return finding{took, {handled_.begin(), handled_.begin() + static_cast<std::ptrdiff_t>(count)}};
}

} // namespace carrick
