#include <carrick/actors/actor_handler.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/decoding.hpp>
#include <carrick/actors/receiver.hpp>
#include <carrick/actors/stream_core.hpp>

namespace carrick {

actor_handler::actor_handler(actor_base& actor, const message_type& type)
    : keep_(actor.ctrl()), actor_(actor), name_(actor.actor_name()), type_(type) {}

std::string_view actor_handler::message_name() const noexcept { return type_.name; }

void actor_handler::request(const std::shared_ptr<link_session>& link, net::served_id id,
                            const incoming& what, const reply_type& reply,
                            std::unique_ptr<delivery_base> element, void* value) {
  if (actor_.has_ended()) return link->refuse(id, code::no_handler, name_ + " has ended");
  if (auto decoded = decode(*link, what.body, value); !decoded.ok())
    return link->refuse(id, decoded.code(), decoded.message());
  auto& receiver = link->answers();
  auto call = receiver.expect_answer(link, id, &reply, what.deadline);
  element->sender = receiver.ctrl();
  element->mid = receiver.message_id_of(*call);
  element->carries(std::move(call));
  hand_over(std::move(element));
}

carrick::code actor_handler::post(const std::shared_ptr<link_session>& link, const incoming& what,
                                  std::unique_ptr<delivery_base> element, void* value) {
  if (actor_.has_ended()) return code::ended;
  if (auto decoded = decode(*link, what.body, value); !decoded.ok()) return decoded.code();
  element->counts_in(link->answers().posts_of(link), what.body.size());
  hand_over(std::move(element));
  return code::ok;
}

void actor_handler::stream(const std::shared_ptr<link_session>& link, net::stream_id id,
                           const incoming& what, const stream_handle& end,
                           std::unique_ptr<delivery_base> element, void* value) {
  if (actor_.has_ended()) return link->end_stream(id, code::no_handler, name_ + " has ended");
  if (auto decoded = decode(*link, what.body, value); !decoded.ok())
    return link->end_stream(id, decoded.code(), decoded.message());
  end.get()->accept(link, id);
  hand_over(std::move(element));
}

stream_handle actor_handler::new_stream(const stream_types& types) {
  stream_core_ptr core{new stream_core{actor_, actor_.core(), types}, false};
  return stream_handle{*core};
}

status actor_handler::decode(const link_session& link, byte_span body, void* value) const {
  return type_.decode(body, decoding_of(link.layouts(), type_.id), value);
}

void actor_handler::hand_over(std::unique_ptr<delivery_base> element) {
  actor_.enqueue(caf::mailbox_element_ptr{element.release()}, nullptr);
}

} // namespace carrick
