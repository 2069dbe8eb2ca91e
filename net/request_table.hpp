#pragma once

#include <carrick/core/planted.hpp>
#include <carrick/core/status.hpp>
#include <carrick/net/link.hpp>
#include <carrick/net/slab.hpp>
#include <carrick/net/timer_wheel.hpp>

namespace carrick::net {

/// Our open requests: a slab whose ids are those on the wire. Each request gets one verdict. A slot
/// whose verdict came before the answer (cancelled, deadline) is kept until that answer arrives, so
/// that a late one never meets another request.
class request_table {
 public:
  struct verdict {
    request_id id{};
    std::uint64_t context = 0;
    carrick::code code = code::ok;
  };
  enum class answer : std::uint8_t { verdict, late, unknown };
  /// Where the request travels; decides whether it has surely not left.
  enum class road : std::uint8_t { normal, control, bulk };

  explicit request_table(time_point now, std::size_t open_max = limits::open_requests) noexcept
      : wheel_(now), open_max_(open_max) {}

  bool full() const noexcept { return used_ >= open_max_; }
  /// Only while not full(). `position` is where the frame ends in the normal lane, counted as
  /// frame_queue does; 0 in other lanes.
  request_id add(std::uint64_t context, time_point deadline, road via, std::uint64_t position) {
    std::uint32_t index = slots_.take();
    slot& s = slots_[index];
    s.context = context;
    s.state = state::open;
    s.via = via;
    s.position = position;
    s.order = via == road::bulk ? 0 : next_order(via);
    wheel_.arm(index, deadline);
    ++used_;
    ++open_;
    return id_of(index);
  }

  /// The place of a request or opening in the order of writing, from 1, as the peer counts
  /// arrivals; rather too low than too high. Of a large one when its first frame is written.
  std::uint64_t next_order(road via) noexcept {
    return via == road::normal ? other_ + ++normal_ : sealed_ + ++other_;
  }

  /// An answer has arrived. With `verdict` the request is over and `context` is set.
  answer take_answer(request_id id, std::uint64_t& context) noexcept {
    slot* s = find(id);
    if (s == nullptr) return answer::unknown;
    std::uint32_t index = index_of(id);
    bool was_open = s->state == state::open;
    context = s->context;
    if (was_open) {
      wheel_.disarm(index);
      --open_;
    } else if (s->state == state::ready_answered) {
      return answer::unknown;
    } else if (s->state == state::ready) {
      s->state = state::ready_answered; // its verdict has not been taken yet
      return answer::late;
    }
    release(index);
    return was_open || CARRICK_PLANTED(late_answer_delivered) ? answer::verdict : answer::late;
  }

  /// Gives an open request the verdict `code`; it comes from next_verdict(). False if it is not
  /// open. `left` tells whether the request was, or will be, seen by the peer.
  bool finish(request_id id, carrick::code code, bool& left);
  /// Verdicts `deadline_exceeded` of all whose time is over.
  void expire(time_point now);
  /// The peer has taken only `taken` requests, counted in the order of writing: the others end as
  /// `unreachable`.
  void not_taken(std::uint64_t taken);
  /// The link is over: everything open ends, as `unsent` where nothing was written.
  void finish_all(carrick::code sent, carrick::code unsent);
  /// The next verdict that came by other ways than an answer.
  bool next_verdict(verdict& out);
  bool has_verdicts() const noexcept { return ready_ != none; }

  /// A large request begins to be written; false if it has had its verdict already: it is not
  /// written and its slot is free.
  bool begin_bulk(request_id id);
  /// A large request is still worth being written.
  bool is_open(request_id id) const noexcept;
  /// The rest of a large request will not be written: the peer drops it and does not answer.
  void cut_short(request_id id);
  /// A large request is out entirely.
  void written(request_id id);
  /// The normal lane was given to the wire up to this position, or as a whole.
  void normal_sealed(std::uint64_t position, bool whole) noexcept {
    sealed_position_ = position;
    if (whole) sealed_ = normal_;
  }

  std::size_t open() const noexcept { return open_; }
  /// Open ones, and those whose answer is still under way.
  std::size_t used() const noexcept { return used_; }
  /// Gives memory back that is not needed.
  void shrink();
  time_point earliest() const noexcept {
    return ready_ != none ? time_point::min() : wheel_.earliest();
  }

 private:
  enum class state : std::uint8_t { free, open, ready, ready_answered, awaiting_answer };
  struct slot {
    std::uint64_t context = 0;
    std::uint64_t order = 0; ///< the peer counts at least this many requests when it takes this one
    std::uint64_t position = 0;
    std::uint32_t next = 0;
    std::uint16_t generation = 0;
    request_table::state state = request_table::state::free;
    road via = road::normal;
    carrick::code code = code::ok;
    bool begun = false;
  };
  using slots = slab<slot>;
  static constexpr std::uint32_t none = slots::none;

  static std::uint32_t index_of(request_id id) noexcept {
    return slots::index_of(static_cast<std::uint32_t>(id));
  }
  request_id id_of(std::uint32_t index) const noexcept { return request_id{slots_.id_of(index)}; }
  slot* find(request_id id) noexcept {
    slot* s = slots_.find(static_cast<std::uint32_t>(id));
    return s != nullptr && s->state != state::free ? s : nullptr;
  }
  void release(std::uint32_t index) noexcept {
    slot& s = slots_[index];
    s.state = state::free;
    s.begun = false;
    slots_.give_back(index);
    --used_;
  }
  bool has_left(const slot& s) const noexcept;
  void make_ready(std::uint32_t index, carrick::code code) noexcept;

  slots slots_;
  timer_wheel wheel_;
  std::size_t open_max_;
  std::uint32_t ready_ = none;
  std::uint32_t ready_last_ = none;
  std::size_t used_ = 0;
  std::size_t open_ = 0;
  std::uint64_t normal_ = 0; ///< requests given to the normal lane
  std::uint64_t sealed_ = 0; ///< of these, surely given to the wire
  std::uint64_t other_ = 0;  ///< requests of the other lanes given to the wire
  std::uint64_t sealed_position_ = 0;
};

} // namespace carrick::net
