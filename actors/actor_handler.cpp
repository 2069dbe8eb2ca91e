#include <carrick/actors/actor_handler.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/decoding.hpp>
#include <carrick/actors/delivery.hpp>
#include <carrick/actors/fair_inbox.hpp>
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
  const auto how = decoding_of(link->layouts(), type_.id);
  if (auto decoded = type_.decode(what.body, how, element->value()); !decoded.ok())
    return link->refuse(id, decoded.code(), decoded.message());
  auto& receiver = link->answers();
  auto call = receiver.expect_answer(link, id, type_.reply, what.deadline);
  element->sender = receiver.ctrl();
  element->mid = receiver.message_id_of(*call);
  element->carries(std::move(call));
  bring(link, std::move(element), what.body, how);
}

carrick::code actor_handler::on_post(const std::shared_ptr<link_session>& link,
                                     const incoming& what) {
  if (type_.kind != message_kind::post) return message_handler::on_post(link, what);
  if (actor_.has_ended()) return code::ended;
  auto element = delivery::of(type_);
  const auto how = decoding_of(link->layouts(), type_.id);
  if (auto decoded = type_.decode(what.body, how, element->value()); !decoded.ok())
    return decoded.code();
  element->counts_in(link->answers().posts_of(link));
  bring(link, std::move(element), what.body, how);
  return code::ok;
}

void actor_handler::on_stream(const std::shared_ptr<link_session>& link, net::stream_id id,
                              const incoming& what) {
  if (type_.kind != message_kind::stream) return message_handler::on_stream(link, id, what);
  if (actor_.has_ended()) return link->end_stream(id, code::no_handler, name_ + " has ended");
  auto element = delivery::of(type_);
  const auto how = decoding_of(link->layouts(), type_.id);
  if (auto decoded = type_.decode(what.body, how, element->value()); !decoded.ok())
    return link->end_stream(id, decoded.code(), decoded.message());
  stream_types types{type_.item_out, type_.item_in};
  stream_core_ptr core{new stream_core{actor_, actor_.core(), types}, false};
  element->opens(stream_handle{*core});
  element->counts_in(link->answers().openings_of(link));
  link->hold_opening(what.body.size());
  core->accept(link, id);
  bring(link, std::move(element), what.body, how);
}

void actor_handler::bring(const std::shared_ptr<link_session>& link,
                          std::unique_ptr<delivery> element, byte_span body,
                          const decode_options& how) {
  element->has_bytes(body.size());
  actor_.inbox().bring(link, std::move(element), body, how);
}

// Its actor has ended, or serves anew.
void actor_handler::on_withdrawn() { actor_.inbox().give_all(); }

} // namespace carrick
