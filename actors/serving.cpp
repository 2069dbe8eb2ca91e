#include <carrick/actors/serving.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/caf_status.hpp>
#include <carrick/actors/delivery.hpp>
#include <carrick/actors/stream_core.hpp>

namespace carrick::detail {

call_state* serving_request(actor_base& self, const message_type& type,
                            const std::type_info& delivered) {
  self.stats().handles(type);
  auto* element = self.current_mailbox_element();
  // Exact, and cheaper than a cast: a delegated request comes in another element.
  if (typeid(*element) != delivered) return nullptr;
  return static_cast<delivery_base*>(element)->call().get();
}

bool gave_up(actor_base& self, call_state& call) {
  bool late = call.deadline() <= self.stats().busy_since();
  if (!late && !call.cancelled()) return false;
  call.refuse(status{late ? code::deadline_exceeded : code::cancelled});
  self.drop_current_message_id();
  return true;
}

bool answer_with(call_state& call, caf::result_runtime_type flag, caf::message& value,
                 const caf::error& error) {
  if (flag == caf::rt_error) {
    call.refuse(status_of(error));
    return true;
  }
  if (flag != caf::rt_value) return false;
  call.reply_copy(value.get(0));
  return true;
}

owed_scope::owed_scope(actor_base& self, call_state* call, const reply_type& type)
    : owed_(call != nullptr
              ? owed_answer_ptr{call}
              : owed_answer_ptr{
                  new local_answer{self.ctrl(), *self.current_mailbox_element(), type}, false}) {
  self.drop_current_message_id();
  owed_->handler_begins();
}

owed_scope::~owed_scope() { owed_->handler_ends(); }

void owed_scope::threw() { owed_->handler_threw(hosting::current_exception_text()); }

serving_stream::serving_stream(actor_base& self, const stream_handle& end) : end_(end) {
  self.adopt(*end.get());
}

serving_stream::~serving_stream() {
  if (!accepted_) end_.close({code::internal, "the handler of the stream failed"});
}

void serving_stream::accepted(std::unique_ptr<stream_callbacks> callbacks) {
  accepted_ = true;
  end_.get()->set_callbacks(std::move(callbacks));
}

} // namespace carrick::detail
