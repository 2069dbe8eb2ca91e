#include <carrick/actors/loop.hpp>

#include <carrick/actors/alarm.hpp>
#include <carrick/actors/loop_group.hpp>
#include <carrick/actors/loop_unit.hpp>
#include <carrick/actors/wake_up.hpp>
#include <carrick/core/planted.hpp>

#include <caf/abstract_actor.hpp>
#include <caf/resumable.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <utility>

namespace carrick {

namespace {

constexpr int handlers_max = 64;     // of sockets, while actors wait
constexpr int steps_unread_max = 16; // steps of actors without a look at the clock

/// Lets the calling thread be a loop's for a while.
class current_scope {
 public:
  current_scope(loop*& slot, loop* present) noexcept
      : slot_(slot), before_(std::exchange(slot, present)) {}
  ~current_scope() { slot_ = before_; }
  current_scope(const current_scope&) = delete;
  current_scope& operator=(const current_scope&) = delete;

 private:
  loop*& slot_;
  loop* before_;
};

class kinds_of_work final : public loop_driver::choices {
 public:
  enum kind : unsigned char { tasks, timers, job, flush };

  void add(kind ready) noexcept { ready_[count_++] = ready; }
  std::size_t count() const noexcept override { return count_; }
  std::uint64_t what(std::size_t n) const noexcept override { return ready_[n]; }

 private:
  kind ready_[4];
  std::size_t count_ = 0;
};

class ready_actors final : public loop_driver::choices {
 public:
  explicit ready_actors(const run_queue& of) noexcept : of_(of) {}

  std::size_t count() const noexcept override { return of_.size(); }
  /// Ids of actors are counted in each system.
  std::uint64_t what(std::size_t n) const noexcept override {
    const auto* who = dynamic_cast<const caf::abstract_actor*>(of_.at(n).what);
    return mark | (who != nullptr ? who->id() : 0);
  }

 private:
  static constexpr std::uint64_t mark = std::uint64_t{1} << 63; // apart from kinds

  const run_queue& of_;
};

} // namespace

loop::loop(loop_group& owner, std::size_t index, loop_role role)
    : owner_(owner),
      index_(index),
      role_(role),
      driver_(owner.options().driver),
      sleeping_(driver_ != nullptr) {
  if (driver_ != nullptr) return; // a context has descriptors, and there may be thousands of loops
  wake_up_ = std::make_unique<wake_up>();
  io_ = std::make_unique<boost::asio::io_context>(1);
  alarm_ = std::make_unique<alarm>(*io_);
}

loop::~loop() = default;

boost::asio::io_context& loop::io() noexcept {
  ENSURE(driver_ == nullptr);
  return *io_;
}

time_point loop::now() noexcept {
  const time_point read = driver_ == nullptr ? steady_clock::now() : driver_->now();
  if (on_this_thread()) last_read_ = read;
  return read;
}

void loop::submit(loop_task& task) noexcept {
  tasks_.push(task);
  wake();
}

// A loop with a thread is its own; one with a driver sleeps between its steps, and has to look.
void loop::touched_from_outside() noexcept {
  ENSURE(!running_.load(std::memory_order_relaxed));
  if (driver_ != nullptr) wake();
}

void loop::at_end_of_iteration(flushable& what) noexcept {
  check_thread();
  flushes_.mark(what);
}

void loop::push(caf::resumable& ready, loop_unit& unit, bool pinned) {
  if (!pinned) return push_unpinned({&ready, &unit});
  if (on_this_thread()) return queue_.push_pinned({&ready, &unit});
  queue_.push_pinned_from_outside({&ready, &unit});
  if (!CARRICK_PLANTED(idle_loop_not_woken)) wake();
}

void loop::push_unpinned(const job& ready) {
  const std::size_t waiting = queue_.push_unpinned(ready);
  const bool woken = !on_this_thread() && wake();
  if (!woken || waiting > 1) owner_.taking().offered(*this, waiting);
}

void loop::run() noexcept {
  const current_scope scope(current_, this);
  running_.store(true, std::memory_order_relaxed);
  const auto work = boost::asio::make_work_guard(*io_);
  while (!stopping_.load(std::memory_order_relaxed)) iterate();
  while (run_ready()) {
  }
  running_.store(false, std::memory_order_relaxed);
}

void loop::request_stop() noexcept {
  stopping_.store(true, std::memory_order_seq_cst);
  wake();
}

bool loop::drive() noexcept {
  ENSURE(driver_ != nullptr && !on_this_thread());
  const current_scope scope(current_, this);
  sleeping_.store(false, std::memory_order_relaxed);
  const bool did = run_ready();
  sleeping_.store(true, std::memory_order_relaxed);
  return did;
}

bool loop::step() noexcept {
  ENSURE(driver_ != nullptr && !on_this_thread());
  const current_scope scope(current_, this);
  sleeping_.store(false, std::memory_order_relaxed);
  const bool did = has_work();
  if (did) run_chosen();
  sleeping_.store(true, std::memory_order_relaxed);
  return did;
}

void loop::run_chosen() noexcept {
  kinds_of_work ready;
  if (!tasks_.empty()) ready.add(kinds_of_work::tasks);
  if (timers_due()) ready.add(kinds_of_work::timers);
  if (!queue_.empty()) ready.add(kinds_of_work::job);
  if (!flushes_.empty()) ready.add(kinds_of_work::flush);
  switch (ready.what(ready.count() == 1 ? 0 : driver_->choose(ready))) {
    case kinds_of_work::tasks:
      tasks_.run_batch();
      break;
    case kinds_of_work::timers:
      timers_.fire_due(now());
      break;
    case kinds_of_work::job:
      run_chosen_job();
      break;
    case kinds_of_work::flush:
      flushes_.flush_all();
      break;
  }
}

void loop::run_chosen_job() noexcept {
  queue_.admit_from_outside();
  const std::size_t count = queue_.size();
  now(); // for who asks when the turn began
  run_step(queue_.pop_at(count == 1 ? 0 : driver_->choose(ready_actors{queue_})));
}

void loop::iterate() noexcept {
  run_ready();
  if (has_work())
    poll_sockets();
  else
    rest();
  flushes_.flush_all();
}

bool loop::run_ready() noexcept {
  bool did = tasks_.run_batch();
  if (timers_.next() != never) did |= timers_.fire_due(now());
  queue_.admit_from_outside();
  did |= run_slice();
  did |= flushes_.flush_all();
  return did;
}

bool loop::run_slice() noexcept {
  job next;
  if (!queue_.pop(next)) return false;
  owner_.taking().busy(*this);
  const time_point end = now() + owner_.options().slice;
  int steps_unread = 0;
  do {
    run_step(next);
    if (++steps_unread == steps_unread_max) steps_unread = (now(), 0);
  } while (last_read_ < end && queue_.pop(next));
  return true;
}

void loop::run_step(const job& next) noexcept {
  steps_.store(steps_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  next.unit->run(*next.what);
}

bool loop::has_work() const noexcept {
  return !queue_.empty() || !tasks_.empty() || !flushes_.empty() ||
    (driver_ != nullptr && timers_.next() <= driver_->now());
}

bool loop::has_remote_work() const noexcept {
  return !tasks_.empty() || queue_.from_outside() || queue_.unpinned() > 0 ||
    stopping_.load(std::memory_order_seq_cst);
}

void loop::poll_sockets() noexcept {
  const time_point end = now() + owner_.options().slice;
  for (int i = 0; i < handlers_max; ++i)
    if (io_->poll_one() == 0 || now() >= end) return;
}

void loop::rest() noexcept {
  time_point until = timers_.next();
  if (until != never && until <= now()) return poll_sockets();
  if (spin(until)) return;
  switch (owner_.taking().look(*this)) {
    case work_taking::found::work:
      return poll_sockets();
    case work_taking::found::nothing_yet:
      until = std::min(until, now() + owner_.options().watch);
    case work_taking::found::nothing:
      break;
  }
  sleep(until);
}

bool loop::spin(time_point until) noexcept {
  if (owner_.options().spin == duration::zero()) return false;
  const time_point end = std::min(until, now() + owner_.options().spin);
  do
    if (io_->poll_one() != 0 || has_remote_work()) return true;
  while (now() < end);
  return false;
}

// A lost wake-up is impossible: whoever brings work first makes it visible and then looks at
// sleeping_; here it is the other way round, all sequentially consistent.
void loop::sleep(time_point until) noexcept {
  sleeping_.store(true, std::memory_order_seq_cst);
  if (owner_.taking().may_sleep(*this) && !has_remote_work()) {
    if (until != never) alarm_->set(until);
    io_->run_one();
  }
  sleeping_.store(false, std::memory_order_seq_cst);
  owner_.taking().awake(*this);
}

bool loop::wake() noexcept {
  if (!sleeping_.load(std::memory_order_seq_cst)) return false;
  if (!sleeping_.exchange(false, std::memory_order_seq_cst)) return false;
  if (driver_ != nullptr)
    driver_->ready(*this);
  else
    wake_up_->post(*io_);
  return true;
}

} // namespace carrick
