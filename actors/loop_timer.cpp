#include <carrick/actors/loop_timer.hpp>

#include <carrick/actors/loop.hpp>
#include <carrick/core/planted.hpp>

namespace carrick {

void loop_timer::arm(time_point deadline) { loop_.timers().arm(*this, deadline); }

void loop_timer::cancel() noexcept {
  if (armed()) loop_.timers().cancel(*this);
}

void timer_heap::arm(loop_timer& timer, time_point deadline) {
  if (timer.armed()) cancel(timer);
  if (deadline == never) return;
  timer.deadline_ = deadline;
  timer.order_ = ++armed_;
  heap_.push_back(&timer);
  timer.place_ = heap_.size() - 1;
  sift_up(timer.place_);
}

void timer_heap::cancel(loop_timer& timer) noexcept {
  const std::size_t place = timer.place_;
  loop_timer* const last = heap_.back();
  heap_.pop_back();
  timer.place_ = loop_timer::unarmed;
  if (last == &timer) return;
  put(place, last);
  if (!CARRICK_PLANTED(timer_left_deep)) sift_up(place);
  sift_down(last->place_);
}

bool timer_heap::fire_due(time_point now) noexcept {
  const std::uint64_t armed_before = armed_;
  if (!due(now, armed_before)) return false;
  while (due(now, armed_before)) {
    loop_timer& first = *heap_.front();
    cancel(first);
    first.on_timer();
  }
  return true;
}

bool timer_heap::due(time_point now, std::uint64_t armed_before) const noexcept {
  return !heap_.empty() && heap_.front()->deadline_ <= now && heap_.front()->order_ <= armed_before;
}

bool timer_heap::before(const timer_hook& a, const timer_hook& b) noexcept {
  return a.deadline_ != b.deadline_ ? a.deadline_ < b.deadline_ : a.order_ < b.order_;
}

void timer_heap::put(std::size_t place, loop_timer* timer) noexcept {
  heap_[place] = timer;
  timer->place_ = place;
}

void timer_heap::sift_up(std::size_t place) noexcept {
  loop_timer* const timer = heap_[place];
  while (place > 0) {
    const std::size_t parent = (place - 1) / 2;
    if (!before(*timer, *heap_[parent])) break;
    put(place, heap_[parent]);
    place = parent;
  }
  put(place, timer);
}

void timer_heap::sift_down(std::size_t place) noexcept {
  loop_timer* const timer = heap_[place];
  for (std::size_t child = 2 * place + 1; child < heap_.size(); child = 2 * place + 1) {
    if (child + 1 < heap_.size() && before(*heap_[child + 1], *heap_[child])) ++child;
    if (!before(*heap_[child], *timer)) break;
    put(place, heap_[child]);
    place = child;
  }
  put(place, timer);
}

} // namespace carrick
