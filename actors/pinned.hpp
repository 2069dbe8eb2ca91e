#pragma once

#include <carrick/actors/hosted.hpp>
#include <carrick/actors/loop_unit.hpp>

namespace carrick {

/// An actor that lives on one loop: all its handlers run there, so that socket callbacks, timers
/// and flushes of that loop may use its state. The base of link, dispatcher and receiver.
///
/// It lives on the loop where it is spawned, which spawn_on() chooses and children of an actor
/// inherit; spawned elsewhere, on one of the loops for links. Only actors with this base are
/// pinned: what they spawn is not, unless it has this base too.
///
/// Outside of handlers (in callbacks) an actor has no sender, no promises, and cannot quit: the way
/// to end, here and there, is end().
template <class Base>
class pinned : public hosted<Base> {
 public:
  explicit pinned(caf::actor_config& config)
      : hosted<Base>(config), home_(hosting::home_for(config, this->home_system())) {}

  /// Where it lives. Any thread.
  loop& where() const noexcept { return home_.where(); }

  /// So that idle loops leave it alone.
  caf::resumable::subtype_t subtype() const override { return caf::resumable::io_actor; }

  void launch(caf::execution_unit*, bool lazy, bool hide) override {
    hosted<Base>::launch(&home_, lazy, hide);
  }

  using hosted<Base>::enqueue;
  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit*) override {
    hosted<Base>::enqueue(std::move(what), &home_);
  }

 private:
  using hosted<Base>::quit;

  loop_unit& home_;
};

} // namespace carrick
