#include <carrick/actors/serving.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/stream_core.hpp>

namespace carrick::detail {

owed_scope::owed_scope(actor_base& self, call_state* call, const message_type& type)
    : owed_(call != nullptr
              ? owed_answer_ptr{call}
              : owed_answer_ptr{
                  new local_answer{self.ctrl(), *self.current_mailbox_element(), type}, false}) {
  self.drop_current_message_id();
  owed_->handler_begins();
}

owed_scope::~owed_scope() { owed_->handler_ends(); }

void owed_scope::threw() { owed_->handler_threw(hosting::status_of_exception()); }

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
