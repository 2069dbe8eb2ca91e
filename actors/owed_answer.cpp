#include <carrick/actors/owed_answer.hpp>

#include <carrick/actors/caf_status.hpp>
#include <carrick/actors/local_content.hpp>
#include <carrick/core/planted.hpp>

#include <caf/abstract_actor.hpp>
#include <caf/make_message.hpp>

#include <utility>

namespace carrick {

void owed_answer::handler_ends() {
  auto before = flags_.fetch_and(~handling_flag, std::memory_order_acq_rel);
  if ((before & dropped_flag) != 0 && !CARRICK_PLANTED(dropped_answer_unsaid)) refuse_dropped();
}

void owed_answer::handler_threw(const status& why) {
  flags_.fetch_and(~handling_flag, std::memory_order_acq_rel);
  refuse(why);
}

void owed_answer::responder_dropped() {
  if (responders_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  if ((set(dropped_flag) & handling_flag) == 0) refuse_dropped();
}

void owed_answer::refuse_dropped() {
  if (cancelled()) return refuse({code::cancelled, "nobody waited for the answer any more"});
  refuse({code::internal, "the responder was dropped without an answer"});
}

local_answer::local_answer(caf::strong_actor_ptr self, caf::mailbox_element& request,
                           const message_type& type)
    : owed_answer(never),
      self_(std::move(self)),
      source_(std::move(request.sender)),
      id_(request.mid),
      stages_(std::move(request.stages)),
      type_(type) {
  request.mid.mark_as_answered();
}

void local_answer::do_reply(void* value) { send(moved_to_caf(type_, value)); }

void local_answer::do_refuse(const status& why) { send(caf::make_message(caf::error{why})); }

void local_answer::send(caf::message what) {
  // As caf::response_promise, but from any thread.
  auto sender = std::move(self_);
  auto to = std::move(source_);
  auto id = id_.response_id();
  if (!stages_.empty()) {
    std::swap(sender, to);
    to = std::move(stages_.back());
    stages_.pop_back();
    id = id_;
  }
  if (!to || !id_.is_request()) return;
  to->get()->enqueue(
    caf::make_mailbox_element(std::move(sender), id, std::move(stages_), std::move(what)), nullptr);
}

} // namespace carrick
