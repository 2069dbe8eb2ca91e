#include <carrick/actors/stream_event.hpp>

#include <carrick/actors/hosted.hpp>
#include <carrick/actors/stream_core.hpp>
#include <carrick/serialization/message_type.hpp>

namespace carrick::detail {

stream_event::~stream_event() {
  if (core_ != nullptr) core_->deref();
}

void stream_event::belongs_to(stream_core& core) noexcept {
  core.ref();
  core_ = &core;
}

void stream_event::run(actor_base& self) {
  try {
    happen(*core_, self);
  } catch (...) {
    core_->callback_threw(hosting::status_of_exception());
    throw;
  }
}

std::string stream_event::describe() const {
  return "a stream of " + std::string{core_->types().in->name};
}

stream_item::~stream_item() {
  if (core() != nullptr && credit_ > 0) core()->consumed(credit_);
}

void stream_item::refuse(const status& why) { core()->refuse_item(why); }

stream_credit stream_item::take_credit() {
  struct held_credit {
    held_credit(stream_core& of, std::uint32_t bytes) : core(&of), credit(bytes) {}
    held_credit(const held_credit&) = delete;
    ~held_credit() { core->consumed(credit); }
    stream_core_ptr core;
    std::uint32_t credit;
  };
  return stream_credit{std::make_shared<held_credit>(*core(), std::exchange(credit_, 0))};
}

void stream_item::happen(stream_core& core, actor_base& self) {
  if (core.is_broken_off()) core.tell_end(self);
  if (auto* callbacks = core.callbacks())
    callbacks->item(value(), *this);
  else
    core.items_dropped(1);
}

} // namespace carrick::detail
