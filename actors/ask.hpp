#pragma once

#include <carrick/actors/actor_event.hpp>
#include <carrick/actors/call_state.hpp>
#include <carrick/actors/peer.hpp>
#include <carrick/actors/session.hpp>
#include <carrick/core/loop_task.hpp>
#include <carrick/core/result.hpp>
#include <carrick/serialization/message_type.hpp>

#include <memory>
#include <type_traits>

namespace carrick {

/// A request of an actor until its verdict has been handled: one object that waits for the answer,
/// goes to the home loop if it must, and comes back through the mailbox.
class pending_ask : public actor_event, private loop_task, private answer_sink {
 public:
  struct question {
    peer to;
    const message_type* type;
    const void* message;
    duration deadline; ///< zero: the node's; negative: over already
  };

  /// Sends it and owns itself from then on; `self` is the actor in whose turn this is.
  void start(actor_base& self, const question& what);

  void run(actor_base& self) final;
  std::string describe() const final;

 protected:
  /// `reply` is a value of the reply's type, to decode into.
  explicit pending_ask(void* reply) noexcept : reply_(reply) {}

 private:
  /// In the actor. `verdict` is ok if the reply is there.
  virtual void deliver(const status& verdict) = 0;

  void run() noexcept final;
  void on_answer(const answer& verdict) noexcept final;
  void send(byte_span body);
  void finish(status verdict);
  std::string default_text(carrick::code why) const;

  void* const reply_;
  caf::strong_actor_ptr asker_;
  call_ptr context_; // what the asker was handling
  peer to_;
  const message_type* type_ = nullptr;
  time_point deadline_{};
  std::uint64_t sender_ = 0;
  buffer body_; // on its way to the home loop
  status verdict_;
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

  asking(actor_base& self, const peer& to, T message, duration deadline)
      : self_(self), to_(to), message_(std::move(message)), deadline_(deadline) {}
  asking(const asking&) = delete;
  asking& operator=(const asking&) = delete;

  /// Sends it. Exactly one of the two runs, once, in this actor; neither if the actor has ended.
  template <class OnValue, class OnStatus>
  void then(OnValue on_value, OnStatus on_status) && {
    static_assert(
      std::is_invocable_v<OnValue&, const reply&> || std::is_invocable_v<OnValue&, reply>,
      "carrick: the first callback of then() takes the reply of the request, as in "
      "[](const value& v) { ... }");
    static_assert(std::is_invocable_v<OnStatus&, const status&>,
                  "carrick: the second callback of then() takes a const carrick::status&");
    start([on_value = std::move(on_value),
           on_status = std::move(on_status)](result<reply> verdict) mutable {
      if (verdict)
        on_value(std::move(*verdict));
      else
        on_status(verdict.error());
    });
  }
  /// Sends it. `on_result` runs once, in this actor, unless that has ended.
  template <class OnResult>
  void then(OnResult on_result) && {
    static_assert(std::is_invocable_v<OnResult&, result<reply>>,
                  "carrick: the one callback of then() takes a carrick::result of the reply; give "
                  "two callbacks for value and status");
    start(std::move(on_result));
  }

 private:
  template <class OnResult>
  void start(OnResult f) {
    auto* ask = new detail::typed_ask<reply, OnResult>{std::move(f)};
    ask->start(self_, {to_, &message_type_of<T>(), &message_, deadline_});
  }

  actor_base& self_;
  const peer to_;
  const T message_;
  const duration deadline_;
};

} // namespace carrick
