#include <carrick/actors/actor_handler.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/decoding.hpp>
#include <carrick/actors/delivery.hpp>
#include <carrick/actors/receiver.hpp>
#include <carrick/actors/stream_core.hpp>

namespace carrick {

actor_handler::actor_handler(actor_base& actor, const message_type& type)
    : keep_(actor.ctrl()), actor_(actor), name_(actor.actor_name()), type_(type) {}

std::string_view actor_handler::message_name() const noexcept { return type_.name; }

void actor_handler::on_request(const std::shared_ptr<link_session>& link, net::served_id id,
                               const incoming& what) {
  if (type_.kind != message_kind::request) return message_handler::on_request(link, id, what);
  if (actor_.has_ended()) return link->refuse(id, code::no_handler, name_ + " has ended");
  auto element = delivery::of(type_);
  if (auto decoded = decode(*link, what.body, *element); !decoded.ok())
    return link->refuse(id, decoded.code(), decoded.message());
  auto& receiver = link->answers();
  auto call = receiver.expect_answer(link, id, type_.reply, what.deadline);
  element->sender = receiver.ctrl();
  element->mid = receiver.message_id_of(*call);
  element->carries(std::move(call));
  hand_over(std::move(element));
}

carrick::code actor_handler::on_post(const std::shared_ptr<link_session>& link,
                                     const incoming& what) {
  if (type_.kind != message_kind::post) return message_handler::on_post(link, what);
  if (actor_.has_ended()) return code::ended;
  auto element = delivery::of(type_);
  if (auto decoded = decode(*link, what.body, *element); !decoded.ok()) return decoded.code();
  element->counts_in(link->answers().posts_of(link), what.body.size());
  hand_over(std::move(element));
  return code::ok;
}

void actor_handler::on_stream(const std::shared_ptr<link_session>& link, net::stream_id id,
                              const incoming& what) {
  if (type_.kind != message_kind::stream) return message_handler::on_stream(link, id, what);
  if (actor_.has_ended()) return link->end_stream(id, code::no_handler, name_ + " has ended");
  auto element = delivery::of(type_);
  if (auto decoded = decode(*link, what.body, *element); !decoded.ok())
    return link->end_stream(id, decoded.code(), decoded.message());
  stream_types types{type_.item_out, type_.item_in};
  stream_core_ptr core{new stream_core{actor_, actor_.core(), types}, false};
  element->opens(stream_handle{*core});
  core->accept(link, id);
  hand_over(std::move(element));
}

status actor_handler::decode(const link_session& link, byte_span body, delivery& into) const {
  return type_.decode(body, decoding_of(link.layouts(), type_.id), into.value());
}

void actor_handler::hand_over(std::unique_ptr<delivery> element) {
  actor_.enqueue(caf::mailbox_element_ptr{element.release()}, nullptr);
}

} // namespace carrick
