#pragma once

#include <carrick/core/status.hpp>
#include <carrick/core/time.hpp>
#include <carrick/serialization/fwd.hpp>

#include <caf/intrusive_ptr.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/ref_counted.hpp>

#include <atomic>
#include <string_view>
#include <utility>

namespace carrick {

/// The answer that a handler owes to a request: given once, later ones are ignored. Any thread.
class owed_answer : public caf::ref_counted {
 public:
  explicit owed_answer(time_point deadline) noexcept : deadline_(deadline) {}

  /// `value` is of the reply's type, and moved from.
  void reply(void* value) {
    if (claim()) do_reply(value);
  }
  void refuse(const status& why) {
    if (claim()) do_refuse(why);
  }

  /// When the caller stops to wait; `never` for local callers.
  time_point deadline() const noexcept { return deadline_; }
  /// Nobody waits any more. The answer is still owed.
  bool cancelled() const noexcept { return has(cancelled_flag); }
  bool answered() const noexcept { return has(claimed_flag); }

  /// A handler has it in hand; until then it waits in a mailbox.
  void taken_up() noexcept { set(taken_flag); }
  bool is_taken_up() const noexcept { return has(taken_flag); }

  /// Around the handler that got the responder: if the last is dropped meanwhile, the reason may be
  /// an exception whose text is not known yet.
  void handler_begins() noexcept { set(handling_flag); }
  void handler_ends();
  void handler_threw(const status& why);
  /// One more responder has it; one less. It is due when the last is gone.
  void responder_made() noexcept { responders_.fetch_add(1, std::memory_order_relaxed); }
  void responder_dropped();

 protected:
  bool claim() noexcept { return (set(claimed_flag) & claimed_flag) == 0; }
  void mark_cancelled() noexcept { set(cancelled_flag); }

 private:
  static constexpr unsigned claimed_flag = 1, handling_flag = 2, dropped_flag = 4,
                            cancelled_flag = 8, taken_flag = 16;

  virtual void do_reply(void* value) = 0;
  virtual void do_refuse(const status& why) = 0;

  unsigned set(unsigned flag) noexcept { return flags_.fetch_or(flag, std::memory_order_acq_rel); }
  bool has(unsigned flag) const noexcept {
    return (flags_.load(std::memory_order_acquire) & flag) != 0;
  }
  void refuse_dropped();

  std::atomic<unsigned> flags_{0};
  std::atomic<unsigned> responders_{0};
  const time_point deadline_;
};

using owed_answer_ptr = caf::intrusive_ptr<owed_answer>;

/// What a responder holds: a share in an owed answer. Copies are shares in the same; the last that
/// goes without an answer has the caller told `internal`, or `cancelled` if he gave up.
template <class Owed>
class answer_share {
 public:
  answer_share() = default;
  explicit answer_share(caf::intrusive_ptr<Owed> owed) : owed_(std::move(owed)) {
    if (owed_) owed_->responder_made();
  }
  answer_share(const answer_share& other) : answer_share(other.owed_) {}
  answer_share(answer_share&& other) noexcept = default;
  answer_share& operator=(answer_share other) noexcept {
    owed_.swap(other.owed_);
    return *this;
  }
  ~answer_share() {
    if (owed_) owed_->responder_dropped();
  }

  /// Null for a default-constructed or moved one.
  Owed* get() const noexcept { return owed_.get(); }
  bool is_open() const noexcept { return owed_ != nullptr && !owed_->answered(); }
  bool is_cancelled() const noexcept { return owed_ != nullptr && owed_->cancelled(); }

 private:
  caf::intrusive_ptr<Owed> owed_;
};

/// The answer to a CAF request of an actor of this process; to nobody if it was no request.
class local_answer final : public owed_answer {
 public:
  /// Takes over what the answer needs from the element that is being handled.
  local_answer(caf::strong_actor_ptr self, caf::mailbox_element& request, const message_type& type);

 private:
  void do_reply(void* value) override;
  void do_refuse(const status& why) override;
  void send(caf::message what);

  caf::strong_actor_ptr self_;
  caf::strong_actor_ptr source_;
  caf::message_id id_;
  caf::mailbox_element::forwarding_stack stages_;
  const message_type& type_;
};

} // namespace carrick
