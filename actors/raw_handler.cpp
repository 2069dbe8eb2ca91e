#include <carrick/actors/raw_handler.hpp>

#include <carrick/actors/hosted.hpp>
#include <carrick/actors/peer_record.hpp>
#include <carrick/actors/receiver.hpp>

namespace carrick {

void raw_responder::reply(byte_span body) const {
  if (auto* call = call_.get()) call->reply_bytes(body);
}

void raw_responder::fail(carrick::code why, std::string_view text) const {
  if (auto* call = call_.get()) call->refuse({why, std::string{text}});
}

const node_id& raw_request::from() const noexcept { return link_->peer().id(); }

raw_responder raw_request::defer() {
  if (!claim()) return {};
  auto call = link_->answers().expect_answer(link_, id_, nullptr, what_.deadline);
  call->taken_up();
  return raw_responder{std::move(call)};
}

void raw_handler::on_request(const std::shared_ptr<link_session>& link, net::served_id id,
                             const incoming& what) {
  raw_request request{link, id, what};
  try {
    handle(request);
    request.fail(code::internal, "the handler gave no answer");
  } catch (...) {
    const auto why = hosting::status_of_exception();
    request.fail(why.code(), why.message());
  }
}

} // namespace carrick
