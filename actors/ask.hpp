#pragma once

#include <carrick/actors/actor_event.hpp>
#include <carrick/actors/call_state.hpp>
#include <carrick/actors/on_the_way.hpp>
#include <carrick/actors/peer.hpp>
#include <carrick/actors/session.hpp>
#include <carrick/core/loop_task.hpp>
#include <carrick/core/result.hpp>
#include <carrick/serialization/message_type.hpp>

#include <atomic>
#include <cstdint>
#include <type_traits>

namespace carrick {

/// How a request or a stream goes out.
struct call_options {
  /// Zero: the node's `ask_deadline` for a request, none for a stream. Negative: over already.
  duration deadline{};
  /// Without a link to the peer, wait for one up to the deadline (a stream without one: up to
  /// `ask_deadline`) instead of ending as `unreachable` at once.
  bool wait_for_link = false;
};

/// A request that went out, for who may want to give it up. Copies are the same request. It belongs
/// to the actor that asked, and is used in its turns only.
class ask_handle {
 public:
  ask_handle() = default;
  ask_handle(actor_base& self, std::uint32_t number) noexcept : self_(&self), number_(number) {}

  /// Nobody wants the answer any more: the callback gets `cancelled`, unless the verdict is there
  /// already, and the handler at the other end hears of it (cancelled(), on_cancel()), as do those
  /// that it has asked meanwhile. Nothing happens if the callback has run.
  void cancel() const;

 private:
  actor_base* self_ = nullptr;
  std::uint32_t number_ = 0;
};

/// A request or an opening, without its type.
struct erased_call {
  const peer& to;
  const message_type* type;
  const void* message;
  const call_options& options;
};

/// A request of an actor until its verdict has been handled: one object that waits for the answer,
/// goes to the home loop if it must, and comes back through the mailbox.
class pending_ask : public actor_event, private loop_task, private answer_sink {
 public:
  /// Sends it and owns itself from then on; `self` is the actor in whose turn this is. Returns its
  /// number among those of the actor.
  std::uint32_t start(actor_base& self, const erased_call& what);
  /// In the actor, until run(): wants the verdict `cancelled`, unless there is another one by now.
  void cancel();

  void run(actor_base& self) final;
  std::string describe() const final;

 protected:
  /// `reply` is a value of the reply's type, to decode into.
  explicit pending_ask(void* reply) noexcept : reply_(reply) {}

 private:
  friend class asks_of_call;

  /// Who brings the verdict into the mailbox: whoever finds it in `giving_up` leaves that to the
  /// way of the cancel, since the actor would destroy what is still on that way.
  enum class stage : unsigned char { open, giving_up, settled };
  struct cancel_task final : loop_task {
    explicit cancel_task(pending_ask& what) noexcept : ask(what) {}
    void run() noexcept override { ask.cancel_at_home(); }
    pending_ask& ask;
  };

  /// In the actor. `verdict` is ok if the reply is there.
  virtual void deliver(const status& verdict) = 0;

  status check(const actor_base& self, const erased_call& what, duration wanted);
  void run() noexcept final;
  void on_answer(const answer& verdict) noexcept final;
  void send(byte_span body);
  void cancel_at_home();
  void finish(status verdict);
  void bring_verdict();
  std::string default_text(carrick::code why) const;

  void* const reply_;
  caf::strong_actor_ptr asker_;
  peer to_;
  const message_type* type_ = nullptr;
  time_point deadline_{};
  std::uint64_t sender_ = 0;
  bool wait_for_link_ = false;
  buffer body_; // on its way to the home loop
  on_the_way::place place_;
  status verdict_;
  std::atomic<stage> stage_{stage::open};
  cancel_task cancel_task_{*this};

  // Actor.
  std::uint32_t number_ = 0;
  bool given_up_ = false;
  call_ptr context_; // what the asker was handling
  // Its place in asks_of_call.
  pending_ask* before_ = nullptr;
  pending_ask* behind_ = nullptr;
};

namespace detail {

template <class Reply, class OnResult>
class typed_ask final : public pending_ask {
 public:
  explicit typed_ask(OnResult f) : pending_ask(&reply_), f_(std::move(f)) {}

 private:
  void deliver(const status& verdict) override {
    if (verdict.ok())
      f_(result<Reply>{std::move(reply_)});
    else
      f_(result<Reply>{verdict});
  }

  OnResult f_;
  Reply reply_{};
};

} // namespace detail

/// A request that goes out with then(): without it nothing is sent.
template <request_message T>
class [[nodiscard]] asking {
 public:
  using reply = reply_of<T>;

  asking(actor_base& self, const peer& to, T message, const call_options& options)
      : self_(self), to_(to), message_(std::move(message)), options_(options) {}
  asking(const asking&) = delete;
  asking& operator=(const asking&) = delete;

  /// Sends it. Exactly one of the two runs, once, in this actor; neither if the actor has ended:
  /// then the request is cancelled.
  template <class OnValue, class OnStatus>
  ask_handle then(OnValue on_value, OnStatus on_status) && {
    static_assert(
      std::is_invocable_v<OnValue&, const reply&> || std::is_invocable_v<OnValue&, reply>,
      "carrick: the first callback of then() takes the reply of the request, as in "
      "[](const value& v) { ... }");
    static_assert(std::is_invocable_v<OnStatus&, const status&>,
                  "carrick: the second callback of then() takes a const carrick::status&");
    return start([on_value = std::move(on_value),
                  on_status = std::move(on_status)](result<reply> verdict) mutable {
      if (verdict)
        on_value(std::move(*verdict));
      else
        on_status(verdict.error());
    });
  }
  /// Sends it. `on_result` runs once, in this actor, unless that has ended.
  template <class OnResult>
  ask_handle then(OnResult on_result) && {
    static_assert(std::is_invocable_v<OnResult&, result<reply>>,
                  "carrick: the one callback of then() takes a carrick::result of the reply; give "
                  "two callbacks for value and status");
    return start(std::move(on_result));
  }

 private:
  template <class OnResult>
  ask_handle start(OnResult f) {
    auto* ask = new detail::typed_ask<reply, OnResult>{std::move(f)};
    return {self_, ask->start(self_, {to_, &message_type_of<T>(), &message_, options_})};
  }

  actor_base& self_;
  const peer to_;
  const T message_;
  const call_options options_;
};

} // namespace carrick
