#include <carrick/actors/inline_handler.hpp>

#include <carrick/actors/decoding.hpp>
#include <carrick/actors/receiver.hpp>

namespace carrick {

std::string_view inline_handler::message_name() const noexcept { return type_.name; }

status inline_handler::decode(const link_session& link, byte_span body, void* value) const {
  return type_.decode(body, decoding_of(link.layouts(), type_.id), value);
}

void inline_handler::respond(link_session& link, net::served_id id, const void* reply) {
  scratch_.clear();
  type_.reply->encode(reply, scratch_);
  link.respond(id, scratch_.bytes());
}

void inline_handler::refuse_thrown(link_session& link, net::served_id id) {
  const auto why = hosting::status_of_exception();
  link.refuse(id, why.code(), why.message());
}

owed_answer_ptr inline_handler::owe(const std::shared_ptr<link_session>& link, net::served_id id,
                                    const message_type& type, time_point deadline) {
  auto call = link->answers().expect_answer(link, id, &type, deadline);
  call->taken_up();
  return call;
}

} // namespace carrick
