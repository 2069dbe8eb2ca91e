#include <carrick/actors/restart_plan.hpp>

#include <carrick/core/planted.hpp>

#include <algorithm>

namespace carrick {

restart_plan::fate restart_plan::ended(bool failed, time_point now) {
  due_ = never;
  while (!recent_.empty() && now - recent_.front() > options_.within &&
         !CARRICK_PLANTED(old_restarts_count))
    recent_.pop_front();
  if (!wanted(failed)) return fate::stays_down;
  if (recent_.size() >= options_.count) return fate::gives_up;
  due_ = deadline_after(now, pause());
  recent_.push_back(due_);
  return fate::restarts;
}

bool restart_plan::start(time_point now) {
  if (now < due_) return false;
  due_ = never;
  if (!CARRICK_PLANTED(restart_same_life)) ++restarts_;
  return true;
}

bool restart_plan::wanted(bool failed) const noexcept {
  return options_.after == restart_after::any_end ||
    (failed && options_.after == restart_after::failure);
}

duration restart_plan::pause() const noexcept {
  auto pause = options_.pause_min;
  for (std::size_t i = 0; i < recent_.size() && pause < options_.pause_max; ++i)
    pause = pause > options_.pause_max / 2 ? options_.pause_max : 2 * pause;
  return std::min(pause, options_.pause_max);
}

} // namespace carrick
