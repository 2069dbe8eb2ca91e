#include <carrick/actors/blocking_time.hpp>

#include <carrick/core/planted.hpp>

#include <utility>

namespace carrick {

blocking_time::blocking_time(loop& home) {
  for (auto& each : workers_) each.emplace(home, *this);
}

status blocking_time::run(std::unique_ptr<blocking_work> work) {
  if (stopping_) return fail(code::draining, "the node is stopping");
  if (waiting_.size() >= waiting_max)
    return fail(code::overloaded, "1024 pieces of blocking work are waiting already");
  waiting_.push_back(std::move(work));
  begin_waiting();
  return {};
}

void blocking_time::begin_waiting() {
  for (auto& each : workers_) {
    if (waiting_.empty()) return;
    if (!each->idle()) continue;
    each->begin(std::move(waiting_.front()));
    waiting_.pop_front();
  }
}

std::vector<std::string> blocking_time::stop(duration) {
  stopping_ = true;
  std::exchange(waiting_, {}).clear();
  for (auto& each : workers_) each->finish();
  return {};
}

void blocking_time::drop() {
  stopping_ = true;
  std::exchange(waiting_, {}).clear();
  for (auto& each : workers_) each->drop();
}

std::vector<std::string> blocking_time::running() const {
  std::vector<std::string> out;
  for (const auto& each : workers_)
    if (!each->idle()) out.push_back(each->whose());
  return out;
}

void blocking_time::worker::drop() noexcept {
  cancel();
  work_.reset();
}

void blocking_time::worker::begin(std::unique_ptr<blocking_work> work) {
  work_ = std::move(work);
  arm(home_.now() + home_.driver()->blocking_time());
}

void blocking_time::worker::finish() noexcept {
  cancel();
  if (auto work = std::move(work_)) work->run();
}

void blocking_time::worker::on_timer() noexcept {
  finish();
  if (!CARRICK_PLANTED(blocking_work_waits)) owner_.begin_waiting();
}

} // namespace carrick
