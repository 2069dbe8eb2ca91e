#include <carrick/actors/loop_unit.hpp>

#include <carrick/actors/loop.hpp>
#include <carrick/actors/loop_group.hpp>

#include <caf/actor_system.hpp>
#include <caf/scheduled_actor.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

namespace carrick {

namespace {

/// What may run on any loop. Pinned actors say io_actor, others are no actors.
bool is_unpinned(const caf::resumable& what) {
  return what.subtype() == caf::resumable::scheduled_actor;
}

bool is_actor(const caf::resumable& what) {
  return is_unpinned(what) || what.subtype() == caf::resumable::io_actor;
}

/// Only the owning thread writes, so no read-modify-write is needed.
void add_one(std::atomic<std::uint64_t>& mine, std::memory_order order) noexcept {
  mine.store(mine.load(std::memory_order_relaxed) + 1, order);
}

} // namespace

loop_unit::loop_unit(caf::actor_system& system, loop_host& host, loop& where)
    : caf::execution_unit(&system), loop_(where), host_(host) {}

void loop_unit::exec_later(caf::resumable* ready) {
  if (!is_unpinned(*ready)) return accept(*ready, true);
  const auto& actor = static_cast<const caf::scheduled_actor&>(*ready);
  // Woken by an actor of another node in this process: it belongs to its own system's units.
  if (&actor.home_system() != system_) return actor.home_system().scheduler().enqueue(ready);
  if (loop_.role() != loop_role::links) return accept(*ready, false);
  sibling(host_.on_loops().for_actor(actor.id()).index()).accept(*ready, false);
}

void loop_unit::accept(caf::resumable& ready, bool pinned) {
  if (!loop_.on_this_thread()) return accept_from_outside(ready, pinned);
  add_one(accepted_here_, std::memory_order_relaxed);
  loop_.push(ready, *this, pinned);
}

void loop_unit::accept_from_outside(caf::resumable& ready, bool pinned) {
  // Counted first: either the host, which closes and then counts, waits for it, or it is seen here.
  accepted_outside_.fetch_add(1, std::memory_order_seq_cst);
  if (!host_.closed()) return loop_.push(ready, *this, pinned);
  accepted_outside_.fetch_sub(1, std::memory_order_seq_cst);
  caf::scheduler::abstract_coordinator::cleanup_and_release(&ready);
}

void loop_unit::run(caf::resumable& ready) noexcept {
  const time_point began = loop_.last_read();
  const auto outcome = ready.resume(this, host_.on_loops().options().throughput);
  report_if_slow(ready, outcome == caf::resumable::done, began);
  if (outcome == caf::resumable::resume_later) return loop_.push(ready, *this, !is_unpinned(ready));
  caf::intrusive_ptr_release(&ready);
  finish();
}

void loop_unit::report_if_slow(const caf::resumable& what, bool ended, time_point began) noexcept {
  // CAF reads the clock after the last message of a turn, but not when the actor ends.
  const duration took = (ended ? loop_.now() : loop_.last_read()) - began;
  if (took < host_.slow_after() || !is_actor(what)) return;
  const auto& actor = static_cast<const caf::scheduled_actor&>(what);
  host_.on_slow_turn({actor.id(), ended ? std::string_view() : actor.name(), took});
}

void loop_unit::finish() noexcept {
  add_one(finished_, std::memory_order_release);
  if (host_.draining()) host_.on_turn_drained();
}

std::uint64_t loop_unit::accepted() const noexcept {
  return accepted_here_.load(std::memory_order_acquire) +
    accepted_outside_.load(std::memory_order_seq_cst);
}

} // namespace carrick
