#include <carrick/sim/world.hpp>

#include <carrick/core/ensure.hpp>

#include <algorithm>
#include <utility>

namespace carrick::sim {

/// The event of a call_at(), used again and again.
class world::called final : public event {
 public:
  explicit called(world& in) noexcept : in_(in) {}

  void set(time_point when, std::function<void()> what) {
    what_ = std::move(what);
    in_.at(when, *this);
  }

  void happen() noexcept override {
    const std::function<void()> what = std::exchange(what_, nullptr);
    in_.free_calls_.push_back(this);
    what();
  }

 private:
  world& in_;
  std::function<void()> what_;
};

event_hook::~event_hook() {
  if (pending()) world_->cancel(*this);
}

world::world(std::uint64_t seed) : seed_(seed), order_(seed, "order of events") {}

world::~world() {
  for (event_hook* const each : heap_) each->place_ = event_hook::nowhere;
  heap_.clear();
}

void world::at(time_point when, event& what) {
  cancel(what);
  if (when == never) return;
  event_hook& place = what;
  place.world_ = this;
  place.when_ = std::max(when, now_);
  place.order_ = order_.next();
  place.sequence_ = ++set_;
  heap_.push_back(&place);
  place.place_ = heap_.size() - 1;
  sift_up(place.place_);
}

void world::cancel(event_hook& what) noexcept {
  if (!what.pending()) return;
  ENSURE(what.world_ == this);
  const std::size_t place = what.place_;
  event_hook* const last = heap_.back();
  heap_.pop_back();
  what.place_ = event_hook::nowhere;
  if (last == &what) return;
  put(place, last);
  sift_up(place);
  sift_down(last->place_);
}

void world::call_at(time_point when, std::function<void()> what) {
  if (when == never) return;
  if (free_calls_.empty()) {
    calls_.push_back(std::make_unique<called>(*this));
    free_calls_.reserve(calls_.size());
    free_calls_.push_back(calls_.back().get());
  }
  called& call = *free_calls_.back();
  free_calls_.pop_back();
  call.set(when, std::move(what));
}

bool world::step() {
  ENSURE(!happening_);
  if (heap_.empty()) return false;
  event_hook& place = *heap_.front();
  now_ = place.when_;
  cancel(place);
  ++events_;
  happening_ = true;
  static_cast<event&>(place).happen();
  happening_ = false;
  return true;
}

time_point world::next() const noexcept { return heap_.empty() ? never : heap_.front()->when_; }

void world::run_until(time_point when) {
  while (next() <= when && step()) {
  }
  if (when != never) now_ = std::max(now_, when);
}

bool world::run_until(const std::function<bool()>& done, time_point limit) {
  bool over = done();
  while (!over && next() <= limit && step()) over = done();
  if (over || limit <= now_ || limit == never) return over;
  now_ = limit;
  return done();
}

bool world::before(const event_hook& a, const event_hook& b) noexcept {
  if (a.when_ != b.when_) return a.when_ < b.when_;
  return a.order_ != b.order_ ? a.order_ < b.order_ : a.sequence_ < b.sequence_;
}

void world::put(std::size_t place, event_hook* e) noexcept {
  heap_[place] = e;
  e->place_ = place;
}

void world::sift_up(std::size_t place) noexcept {
  event_hook* const moving = heap_[place];
  while (place > 0) {
    const std::size_t parent = (place - 1) / 2;
    if (!before(*moving, *heap_[parent])) break;
    put(place, heap_[parent]);
    place = parent;
  }
  put(place, moving);
}

void world::sift_down(std::size_t place) noexcept {
  event_hook* const moving = heap_[place];
  for (std::size_t child = 2 * place + 1; child < heap_.size(); child = 2 * place + 1) {
    if (child + 1 < heap_.size() && before(*heap_[child + 1], *heap_[child])) ++child;
    if (!before(*heap_[child], *moving)) break;
    put(place, heap_[child]);
    place = child;
  }
  put(place, moving);
}

} // namespace carrick::sim
