#pragma once

#include <carrick/actors/loop_fwd.hpp>
#include <carrick/core/status.hpp>
#include <carrick/core/time.hpp>

#include <caf/actor_clock.hpp>
#include <caf/actor_config.hpp>
#include <caf/error.hpp>
#include <caf/exit_reason.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/scheduled_actor.hpp>

#include <utility>

namespace carrick {

/// The parts of hosted<> that need no type.
namespace hosting {

/// Lists and unlists `self` among the actors of its system; nothing on a scheduler that is not
/// ours.
void enlist(const caf::scheduled_actor& self);
void delist(const caf::scheduled_actor& self);
/// The exit handler: any reason but "normal" ends the actor, and one of its own does in any case.
void obey_exit(caf::scheduled_actor* self, caf::exit_msg& message);
void send_exit_to(caf::scheduled_actor& self, caf::error reason);
caf::error default_answer(const status& why);
/// What the exception being handled means: `overloaded` where memory ran out, else `internal` with
/// what it says.
status status_of_exception();
/// Where an actor that asks to be pinned lives: on the loop of `config`'s host, else on one of
/// those for links in turn.
loop_unit& home_for(const caf::actor_config& config, caf::actor_system& system);

} // namespace hosting

/// CAF's actor kinds as they are on our loops: an exception in a handler does not end the actor, an
/// answered request leaves no timeout behind, and the actor is named among those that still run.
/// `Base` is caf::event_based_actor or the base of a typed actor; such an actor moves between
/// loops.
template <class Base>
class hosted : public Base {
 public:
  explicit hosted(caf::actor_config& config) : Base(config) {
    this->set_exit_handler(hosting::obey_exit);
  }

  /// Now, by the system's clock: virtual time in simulation. CAF's own is declared but not defined.
  time_point now() const { return this->clock().now(); }

  /// Ends the actor once it has handled what is in its mailbox. From any thread, and the only way
  /// that is right outside of a handler (in a socket's callback, say).
  void end(caf::error reason = caf::exit_reason::normal) {
    hosting::send_exit_to(*this, std::move(reason));
  }

  using Base::consume;
  caf::invoke_message_result consume(caf::mailbox_element& what) override {
    // Not when it arrives: CAF sets the timeout when the request has been sent, and the answer may
    // be there before.
    if (what.mid.is_response()) this->clock().cancel_request_timeout(this, what.mid);
    try {
      return Base::consume(what);
    } catch (...) {
      const caf::error answer = on_handler_exception(hosting::status_of_exception());
      if (what.mid.is_request()) this->make_response_promise().deliver(answer);
      return caf::invoke_message_result::consumed;
    }
  }

  void initialize() override {
    Base::initialize();
    hosting::enlist(*this);
  }

  bool cleanup(caf::error&& reason, caf::execution_unit* host) override {
    hosting::delist(*this);
    return Base::cleanup(std::move(reason), host);
  }

 protected:
  /// A handler threw; `why` says what. Returns what a request gets as its answer.
  virtual caf::error on_handler_exception(const status& why) {
    return hosting::default_answer(why);
  }
};

} // namespace carrick
