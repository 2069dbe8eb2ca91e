#include <carrick/actors/work_taking.hpp>

#include <carrick/actors/loop.hpp>
#include <carrick/actors/loop_unit.hpp>

#include <algorithm>
#include <utility>

namespace carrick {

namespace {

constexpr std::size_t jobs_taken_max = 64; // at once; more are found at the next look

} // namespace

void work_taking::set_takers(std::vector<loop*> takers, duration watch) {
  takers_ = std::move(takers);
  period_ = watch;
  std::size_t loops = 0;
  for (const loop* each : takers_) loops = std::max(loops, each->index() + 1);
  views_.resize(loops);
  for (view& each : views_) each.steps.resize(takers_.size());
}

bool work_taking::is_taker(const loop& which) const noexcept {
  return takers_.size() > 1 && which.role() != loop_role::links;
}

// The stores and loads of queue sizes, asleep_ and watcher_ are sequentially consistent: either the
// pusher sees who sleeps, or he who goes to sleep sees the push in may_sleep().

void work_taking::offered(const loop& where, std::size_t waiting) noexcept {
  if (takers_.size() < 2 || asleep_.load(std::memory_order_seq_cst) == 0) return;
  if (waiting < 2 && watcher_.load(std::memory_order_seq_cst) != nullptr) return;
  wake_one_but(where);
}

void work_taking::wake_one_but(const loop& where) noexcept {
  // One at a time: whoever finds more than it takes wakes the next.
  if (waking_.exchange(true, std::memory_order_seq_cst)) return;
  for (loop* each : takers_)
    if (each != &where && each->wake()) return;
  waking_.store(false, std::memory_order_seq_cst);
}

work_taking::found work_taking::look(loop& idle) {
  if (!is_taker(idle)) return found::nothing;
  view& seen = views_[idle.index()];
  const time_point now = idle.now();
  const bool ripe = now - seen.at >= period_;
  bool lively = false;
  if (take_from_any(idle, seen, ripe, lively)) {
    busy(idle);
    return found::work;
  }
  if (ripe) seen.at = now;
  if (lively) return watch(idle) ? found::nothing_yet : found::nothing;
  busy(idle);
  return found::nothing;
}

bool work_taking::take_from_any(loop& idle, view& seen, bool ripe, bool& lively) {
  for (std::size_t i = 0; i < takers_.size(); ++i) {
    loop& other = *takers_[i];
    if (&other == &idle) continue;
    const std::size_t waiting = other.queue().unpinned();
    const std::uint64_t steps = other.steps();
    const bool stuck = ripe && steps == seen.steps[i];
    if (waiting > 1 || (waiting == 1 && stuck)) {
      take(other, idle, seen);
      return true;
    }
    lively = lively || waiting > 0 || steps != seen.steps[i];
    if (ripe) seen.steps[i] = steps;
  }
  return false;
}

void work_taking::take(loop& from, loop& idle, view& seen) {
  from.queue().take(seen.taken, jobs_taken_max);
  for (const job& each : seen.taken)
    idle.queue().push_unpinned({each.what, &each.unit->sibling(idle.index())});
  seen.taken.clear();
  const std::size_t left = from.queue().unpinned();
  if (left > 1) wake_one_but(from);
}

bool work_taking::watch(loop& idle) noexcept {
  const loop* nobody = nullptr;
  return watcher_.compare_exchange_strong(nobody, &idle, std::memory_order_seq_cst) ||
    nobody == &idle;
}

bool work_taking::may_sleep(const loop& idle) noexcept {
  if (!is_taker(idle)) return true;
  asleep_.fetch_add(1, std::memory_order_seq_cst);
  const bool watched = watcher_.load(std::memory_order_seq_cst) != nullptr;
  return std::none_of(takers_.begin(), takers_.end(), [&](loop* each) {
    return each != &idle && each->queue().unpinned() > (watched ? 1u : 0u);
  });
}

void work_taking::awake(const loop& idle) noexcept {
  if (!is_taker(idle)) return;
  asleep_.fetch_sub(1, std::memory_order_seq_cst);
  waking_.store(false, std::memory_order_seq_cst);
}

void work_taking::busy(const loop& which) noexcept {
  if (watcher_.load(std::memory_order_relaxed) == &which)
    watcher_.store(nullptr, std::memory_order_seq_cst);
}

} // namespace carrick
