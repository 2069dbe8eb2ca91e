#include <carrick/actors/receiver.hpp>

#include <carrick/actors/caf_status.hpp>
#include <carrick/actors/handler_table.hpp>
#include <carrick/core/planted.hpp>
#include <carrick/serialization/message_type.hpp>

#include <caf/behavior.hpp>

namespace carrick {

receiver::receiver(caf::actor_config& config, const handler_table& handlers)
    : pinned(config), handlers_(handlers), calls_(new call_table, false) {}

receiver::~receiver() = default;

caf::behavior receiver::make_behavior() {
  return {[](caf::unit_t) {}};
}

void receiver::on_exit() {
  calls_->forget_lost(true);
  posts_.reset();
  openings_.reset();
}

void receiver::on_request(const std::shared_ptr<link_session>& link,
                          const net::request_arrived& request) {
  if (auto* handler = handlers_.find(request.to))
    return handler->on_request(link, request.id, request);
  link->refuse(request.id, code::no_handler, handlers_.no_handler_text(request.to));
}

carrick::code receiver::on_post(const std::shared_ptr<link_session>& link,
                                const net::post_arrived& post) {
  auto* handler = handlers_.find(post.to);
  return handler == nullptr ? code::no_handler : handler->on_post(link, post);
}

void receiver::on_stream(const std::shared_ptr<link_session>& link,
                         const net::stream_opened& stream) {
  if (auto* handler = handlers_.find(stream.to)) return handler->on_stream(link, stream.id, stream);
  link->end_stream(stream.id, code::no_handler, handlers_.no_handler_text(stream.to));
}

bool receiver::on_cancel(const link_session& link, net::served_id id) {
  return calls_->cancel(link, id);
}

void receiver::forget_lost_links() { calls_->forget_lost(); }

call_ptr receiver::expect_answer(std::shared_ptr<link_session> link, net::served_id id,
                                 const message_type* type, time_point deadline) {
  return calls_->open(std::move(link), id, type, deadline);
}

caf::message_id receiver::message_id_of(const call_state& call) noexcept {
  return caf::make_message_id(call.number());
}

unhandled_ptr receiver::posts_of(const std::shared_ptr<link_session>& link) {
  const bool old = posts_ && &posts_->link() != link.get();
  if (!posts_ || (old && !CARRICK_PLANTED(old_link_credited))) begin_with(link);
  return posts_;
}

unhandled_ptr receiver::openings_of(const std::shared_ptr<link_session>& link) {
  if (!openings_ || &openings_->link() != link.get()) begin_with(link);
  return openings_;
}

void receiver::begin_with(const std::shared_ptr<link_session>& link) {
  posts_.reset(new unhandled{link, unhandled::kind::posts}, false);
  openings_.reset(new unhandled{link, unhandled::kind::openings}, false);
  forget_lost_links();
}

void receiver::enqueue(caf::mailbox_element_ptr what, caf::execution_unit* from) {
  if (what->mid.is_response()) return answered(*what);
  pinned::enqueue(std::move(what), from);
}

void receiver::answered(caf::mailbox_element& answer) const {
  auto call = calls_->find(answer.mid.request_id().integer_value());
  if (!call) return; // the second answer of a promise
  auto& content = answer.content();
  const auto& type = *call->type();
  if (content.size() == 1 && content.matches(0, 0, type.cpp_type))
    return call->reply_copy(content.get(0));
  if (content.match_elements<caf::error>()) {
    auto why = status_of(content.get_as<caf::error>(0));
    if (!why.ok()) return call->refuse(why);
  }
  call->refuse({code::internal, "the answer was not a " + std::string{type.name}});
}

} // namespace carrick
