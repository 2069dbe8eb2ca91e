#include <carrick/actors/stream_event.hpp>

#include <carrick/actors/stream_core.hpp>
#include <carrick/serialization/message_type.hpp>

namespace carrick::detail {
namespace {

/// Gives an item's credit back when its callback has returned, or thrown.
class credit_guard {
 public:
  credit_guard(stream_core& core, std::uint32_t credit) : core_(core), credit_(credit) {}
  ~credit_guard() { core_.consumed(credit_); }
  credit_guard(const credit_guard&) = delete;
  credit_guard& operator=(const credit_guard&) = delete;

 private:
  stream_core& core_;
  const std::uint32_t credit_;
};

} // namespace

stream_event::~stream_event() {
  if (core_ != nullptr) core_->deref();
}

void stream_event::belongs_to(stream_core& core) noexcept {
  core.ref();
  core_ = &core;
}

void stream_event::run(actor_base& self) { happen(*core_, self); }

std::string stream_event::describe() const {
  return "a stream of " + std::string{core_->types().in->name};
}

void stream_item::happen(stream_core& core, actor_base&) {
  credit_guard guard{core, credit_};
  if (auto* callbacks = core.callbacks()) callbacks->item(value());
}

} // namespace carrick::detail
