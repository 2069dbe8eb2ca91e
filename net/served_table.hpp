#pragma once

#include <carrick/core/planted.hpp>
#include <carrick/net/id_map.hpp>
#include <carrick/net/link.hpp>
#include <carrick/net/slab.hpp>
#include <carrick/net/timer_wheel.hpp>

namespace carrick::net {

/// The peer's requests that have a handler here: how many and how many bytes, their deadlines,
/// and that each is answered once. A handler counts until it has ended, cancelled ones too; one
/// whose deadline has passed until let_go().
///
/// The newest request is entered into the tables by settle() only: one that its handler answers at
/// once costs next to nothing.
class served_table {
 public:
  struct limits_of {
    std::size_t running = limits::running_handlers;
    std::size_t bytes = limits::held_bytes;
  };

  served_table(time_point now, std::uint64_t seed, limits_of most) noexcept
      : open_(seed), wheel_(now), most_(most) {}

  bool has_room(std::size_t bytes) const noexcept {
    return running_ < most_.running && has_bytes(bytes);
  }
  bool has_bytes(std::size_t bytes) const noexcept { return bytes_ + bytes <= most_.bytes; }
  bool is_known(std::uint32_t request) const noexcept {
    return open_.find(request) != id_map::none;
  }
  /// Only with has_room(), for a request that is not known, after settle().
  served_id admit(std::uint32_t request, std::size_t bytes, time_point deadline) {
    std::uint32_t index = slots_.take();
    slot& s = slots_[index];
    s.request = request;
    s.bytes = static_cast<std::uint32_t>(bytes);
    s.deadline = deadline;
    s.state = state::newest;
    newest_ = index;
    ++running_;
    bytes_ += bytes;
    return id_of(index);
  }
  /// Enters the newest request, if it is still open, into the tables.
  void settle() {
    if (newest_ != none) enter();
  }

  /// The handler has ended. True if its answer must be written, for the peer's `request`.
  bool finish(served_id id, std::uint32_t& request) noexcept {
    slot* s = find(id);
    if (s == nullptr) return false;
    bool owed = s->state != state::answered;
    if (CARRICK_PLANTED(token_leaked) && !owed) return false;
    if (CARRICK_PLANTED(answered_twice)) owed = true;
    request = s->request;
    if (s->state == state::open) forget(index_of(id));
    release(index_of(id));
    return owed;
  }
  bool is_open(served_id id) const noexcept {
    const slot* s = slots_.find(static_cast<std::uint32_t>(id));
    return s != nullptr && s->state != state::free && s->state != state::answered;
  }
  /// The peer gave up. False if that request is not open.
  bool cancel(std::uint32_t request, served_id& id) noexcept;
  /// A request whose deadline has passed: it is to be answered now, and its handler, who has `id`,
  /// to hear of it.
  bool expire(time_point now, std::uint32_t& request, served_id& id);
  /// Frees the place of an expired request whose handler has it in hand: what waits before a
  /// handler still counts, or requests with short deadlines would fill a mailbox without a limit.
  void let_go(served_id id) noexcept {
    slot* s = find(id);
    if (s != nullptr && s->state == state::answered && !CARRICK_PLANTED(token_leaked))
      release(index_of(id));
  }
  /// Nothing is answered any more.
  void answer_none() noexcept;

  /// Bytes of requests that are being assembled count like those of running ones.
  void hold(std::size_t bytes) noexcept { bytes_ += bytes; }
  void unhold(std::size_t bytes) noexcept { bytes_ -= bytes; }

  std::size_t running() const noexcept { return running_; }
  std::size_t unanswered() const noexcept { return open_.size() + (newest_ != none ? 1 : 0); }
  std::size_t bytes() const noexcept { return bytes_; }
  /// Those of running ones, counted anew.
  std::size_t running_bytes() const noexcept;
  time_point earliest() const noexcept { return wheel_.earliest(); }
  /// Gives memory back that is not needed.
  void shrink();

 private:
  enum class state : std::uint8_t { free, newest, open, answered };
  struct slot {
    time_point deadline;
    std::uint32_t request = 0;
    std::uint32_t bytes = 0;
    std::uint32_t next = 0;
    std::uint16_t generation = 0;
    served_table::state state = served_table::state::free;
  };
  using slots = slab<slot>;
  static constexpr std::uint32_t none = slots::none;

  static std::uint32_t index_of(served_id id) noexcept {
    return slots::index_of(static_cast<std::uint32_t>(id));
  }
  served_id id_of(std::uint32_t index) const noexcept { return served_id{slots_.id_of(index)}; }
  slot* find(served_id id) noexcept {
    slot* s = slots_.find(static_cast<std::uint32_t>(id));
    if (CARRICK_PLANTED(generation_unchecked) && index_of(id) < slots_.size())
      s = &slots_[index_of(id)];
    return s != nullptr && s->state != state::free ? s : nullptr;
  }
  void release(std::uint32_t index) noexcept {
    slot& s = slots_[index];
    if (newest_ == index) newest_ = none;
    bytes_ -= s.bytes;
    --running_;
    s.state = state::free;
    slots_.give_back(index);
  }
  void enter();
  void forget(std::uint32_t index) noexcept;

  slots slots_;
  id_map open_; ///< the peer's request id -> slot, of those not answered
  timer_wheel wheel_;
  limits_of most_;
  std::uint32_t newest_ = none;
  std::size_t running_ = 0;
  std::size_t bytes_ = 0;
};

} // namespace carrick::net
