#pragma once

#include <carrick/actors/fwd.hpp>

#include <caf/mailbox_element.hpp>

#include <cstdint>

namespace carrick {

/// Something of ours that an actor does in its turn, whatever its behavior is: the verdict of a
/// request, an item of a stream. It stands in the mailbox like a message, in the order of its
/// arrival.
class actor_event : public caf::mailbox_element {
 public:
  /// In the actor, as if in a handler; then the event is destroyed.
  virtual void run(actor_base& self) = 0;
  /// What it is, for the log and for who asks what the actor does: "answer to kv.get".
  virtual std::string describe() const = 0;

  /// Whether an element of a mailbox is one of these.
  static bool is(caf::mailbox_element& element) noexcept {
    return &element.content() == &nothing();
  }

  caf::type_erased_tuple& content() final { return nothing(); }
  const caf::type_erased_tuple& content() const final { return nothing(); }
  caf::message move_content_to_message() final { return {}; }
  caf::message copy_content_to_message() const final { return {}; }

  /// It was brought by the actor's fair_inbox, and has so many bytes there.
  void comes_from_link(std::uint32_t bytes) noexcept {
    from_link_ = true;
    bytes_ = bytes;
  }
  bool is_from_link() const noexcept { return from_link_; }
  std::uint32_t bytes() const noexcept { return bytes_; }

 private:
  static caf::type_erased_tuple& nothing() noexcept;

  bool from_link_ = false;
  std::uint32_t bytes_ = 0;
};

/// Puts an event into an actor's mailbox; an actor that has ended drops it.
void enqueue_event(const caf::strong_actor_ptr& to, actor_event* event);

} // namespace carrick
