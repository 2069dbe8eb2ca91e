#include <carrick/actors/fair_inbox.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/delivery.hpp>
#include <carrick/actors/loop.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/session.hpp>
#include <carrick/actors/stream_event.hpp>
#include <carrick/core/limits.hpp>
#include <carrick/core/planted.hpp>

#include <algorithm>

namespace carrick {
namespace {

// Given ahead in any case: one that it handles, and one that it has when the home loop is late.
constexpr std::uint64_t ahead_min = 2;
constexpr std::uint64_t ahead_max = 512;
// What stands before an actor is what a newcomer waits for: not more bytes, since decoding and
// handling them takes time and memory, and not more work than this.
constexpr std::uint64_t ahead_bytes = 512 * limits::KiB;
constexpr duration ahead_time = std::chrono::milliseconds(5);
// The weight of what is typical in it, against the last one.
constexpr duration::rep typical_weight = 8;

} // namespace

fair_inbox::~fair_inbox() = default;

bool fair_inbox::goes_at_once(const link_session& from) const {
  const bool others = !waiting_.empty() && (waiting_.has_turns() || waiting_.waits_for(from));
  return (!others && has_room() && !from.reads_slowly()) || owner_.has_ended();
}

template <class Packed>
inline void fair_inbox::bring_packed(const std::shared_ptr<link_session>& from,
                                     std::unique_ptr<Packed> what, byte_span body,
                                     const decode_options& how, waiting_message::kind kind) {
  const auto bytes = what->bytes();
  const bool at_once = goes_at_once(*from);
  if (!at_once) what->pack(body, how);
  caf::mailbox_element_ptr element{what.release()};
  if (at_once) return give(std::move(element), bytes);
  wait(from, {std::move(element), bytes, kind});
}

void fair_inbox::bring(const std::shared_ptr<link_session>& from, std::unique_ptr<delivery> what,
                       byte_span body, const decode_options& how) {
  bring_packed(from, std::move(what), body, how, waiting_message::kind::delivery);
}

void fair_inbox::bring(const std::shared_ptr<link_session>& from,
                       std::unique_ptr<detail::stream_item> what, byte_span body,
                       const decode_options& how) {
  bring_packed(from, std::move(what), body, how, waiting_message::kind::item);
}

void fair_inbox::bring(const std::shared_ptr<link_session>& from, caf::mailbox_element_ptr what) {
  if (goes_at_once(*from)) return give(std::move(what), 0);
  wait(from, {std::move(what), 0, waiting_message::kind::other});
}

void fair_inbox::wait(const std::shared_ptr<link_session>& from, waiting_message next) {
  waiting_.push(from->takes_turns_with(), from, std::move(next));
  outside_.fetch_add(1, std::memory_order_relaxed);
  give_turns();
}

fair_inbox::count fair_inbox::ahead() const noexcept {
  return given_ - std::min(handled_.load(std::memory_order_seq_cst), given_);
}

bool fair_inbox::has_room() const noexcept {
  const auto now = ahead();
  if (now < ahead_min || puts_off_.load(std::memory_order_seq_cst)) return true;
  const auto bytes = handled_bytes_.load(std::memory_order_relaxed);
  return now < ahead_max && given_bytes_ - std::min(bytes, given_bytes_) < ahead_bytes &&
    static_cast<duration::rep>(now) * typical_.load(std::memory_order_relaxed) < ahead_time.count();
}

void fair_inbox::give(caf::mailbox_element_ptr what, std::size_t bytes) {
  ++given_;
  given_bytes_ += bytes;
  owner_.enqueue(std::move(what), nullptr);
}

void fair_inbox::give_waiting(waiting_message next) {
  outside_.fetch_sub(1, std::memory_order_relaxed);
  switch (next.of) {
    case waiting_message::kind::delivery: {
      auto& brought = static_cast<delivery&>(*next.what);
      if (auto unpacked = brought.unpack(); !unpacked.ok()) return lose(brought, unpacked);
      break;
    }
    case waiting_message::kind::item: {
      auto& item = static_cast<detail::stream_item&>(*next.what);
      if (auto unpacked = item.unpack(); !unpacked.ok()) return item.refuse(unpacked);
      break;
    }
    case waiting_message::kind::other:
      break;
  }
  give(std::move(next.what), next.bytes);
}

/// It decoded when it came, and does not any more.
void fair_inbox::lose(delivery& what, const status& why) {
  owner_.core().log().warn(
    "actor",
    std::string{what.what().name} + " for " + owner_.label() + " is lost: " + to_string(why));
  what.refuse(why);
}

void fair_inbox::give_turns() {
  do {
    while (waiting_.has_turns() && has_room()) {
      if (!waiting_.next()->reads_slowly()) {
        give_waiting(waiting_.take());
        continue;
      }
      waiting_.next()->tell_when_read(owner_);
      waiting_.park_next();
    }
  } while (waiting_.has_turns() && !wait_for_room());
}

bool fair_inbox::wait_for_room() noexcept {
  auto before = wake_at_.load(std::memory_order_relaxed);
  if (before == on_its_way) return true;
  // Compared, since the actor may be taking what stands there.
  const auto at = given_ - ahead() / 2;
  if (!wake_at_.compare_exchange_strong(before, at, std::memory_order_seq_cst)) return true;
  return !has_room();
}

void fair_inbox::handled(std::size_t bytes, duration took) noexcept {
  const auto typical = typical_.load(std::memory_order_relaxed);
  typical_.store(typical + (took.count() - typical) / typical_weight, std::memory_order_relaxed);
  handled_bytes_.fetch_add(bytes, std::memory_order_relaxed);
  wake_if(handled_.fetch_add(1, std::memory_order_seq_cst) + !CARRICK_PLANTED(inbox_wakes_late));
}

void fair_inbox::was_put_off() noexcept {
  if (!puts_off_.exchange(true, std::memory_order_seq_cst)) wake_if(on_its_way - 1);
}

void fair_inbox::wake_if(count done) noexcept {
  auto at = wake_at_.load(std::memory_order_seq_cst);
  if (done < at) return;
  if (!wake_at_.compare_exchange_strong(at, on_its_way, std::memory_order_seq_cst)) return;
  caf::intrusive_ptr_add_ref(owner_.ctrl()); // until run()
  owner_.core().home().submit(*this);
}

void fair_inbox::run() noexcept {
  const caf::strong_actor_ptr keep{owner_.ctrl(), false};
  wake_at_.store(nobody, std::memory_order_seq_cst);
  give_turns();
}

void fair_inbox::go_on(const link_session& from) {
  waiting_.go_on(from);
  give_turns();
}

void fair_inbox::give_all() {
  waiting_.drain([](const link_session&) { return true; },
                 [this](waiting_message next) { give_waiting(std::move(next)); });
}

void fair_inbox::give_all_of(const peer_record& peer) {
  waiting_.drain([&](const link_session& from) { return &from.peer() == &peer; },
                 [this](waiting_message next) { give_waiting(std::move(next)); });
}

} // namespace carrick
