#include <carrick/actors/actor_event.hpp>

#include <caf/abstract_actor.hpp>
#include <caf/message.hpp>

namespace carrick {

// Without state: what tells events from messages is this one object's address.
caf::type_erased_tuple& actor_event::nothing() noexcept {
  static caf::message empty;
  return empty;
}

void enqueue_event(const caf::strong_actor_ptr& to, actor_event* event) {
  to->get()->enqueue(caf::mailbox_element_ptr{event}, nullptr);
}

} // namespace carrick
