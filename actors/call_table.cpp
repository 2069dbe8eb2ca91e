#include <carrick/actors/call_table.hpp>

#include <carrick/core/planted.hpp>

namespace carrick {
namespace {

// A number is a generation of 28 bits, never 0, over a slot of 32: CAF's ids have 60 bits.
constexpr std::uint32_t generation_max = 0x0fff'ffff;

std::uint32_t slot_of(std::uint64_t number) noexcept { return static_cast<std::uint32_t>(number); }
std::uint32_t generation_of(std::uint64_t number) noexcept {
  return static_cast<std::uint32_t>(number >> 32);
}

} // namespace

call_ptr call_table::open(std::shared_ptr<link_session> link, net::served_id id,
                          const message_type* type, time_point deadline) {
  call_ptr call{new call_state{*this, std::move(link), id, type, deadline}, false};
  by_id_.erase(static_cast<std::uint32_t>(id));
  std::lock_guard guard{mutex_};
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  auto index = free_.back();
  by_id_.insert(static_cast<std::uint32_t>(id), index);
  free_.pop_back();
  auto& place = slots_[index];
  place.generation = place.generation == generation_max ? 1 : place.generation + 1;
  place.call = call;
  call->number((std::uint64_t{place.generation} << 32) | index);
  return call;
}

/// Null if none with that id is open. Ids are those of links: several links may give the same one.
call_state* call_table::youngest(net::served_id id) const {
  auto index = by_id_.find(static_cast<std::uint32_t>(id));
  return index == net::id_map::none ? nullptr : slots_[index].call.get();
}

call_ptr call_table::find(std::uint64_t number) const {
  std::lock_guard guard{mutex_};
  auto index = slot_of(number);
  if (index >= slots_.size() || slots_[index].generation != generation_of(number)) return nullptr;
  return slots_[index].call;
}

void call_table::close(const call_state& call) {
  if (youngest(call.id()) == &call) by_id_.erase(static_cast<std::uint32_t>(call.id()));
  call_ptr closed; // released after the unlock
  std::lock_guard guard{mutex_};
  auto index = slot_of(call.number());
  if (slots_[index].call.get() != &call) return; // forgotten before
  closed.swap(slots_[index].call);
  free_.push_back(index);
}

void call_table::forget_lost(bool all) {
  std::vector<call_ptr> lost;
  {
    std::lock_guard guard{mutex_};
    for (const auto& place : slots_)
      if (place.call && (all || !place.call->link_alive())) lost.push_back(place.call);
  }
  for (auto& call : lost) {
    call->cancel();
    close(*call);
  }
}

bool call_table::cancel(const link_session& link, net::served_id id) {
  call_ptr call{youngest(id)};
  if (!call) return false;
  if (!CARRICK_PLANTED(foreign_call_cancelled) && !call->came_from(link)) return false;
  call->cancel();
  return call->is_taken_up();
}

std::size_t call_table::size() const {
  std::lock_guard guard{mutex_};
  return slots_.size() - free_.size();
}

} // namespace carrick
