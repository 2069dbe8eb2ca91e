#include <carrick/actors/session.hpp>

namespace carrick {

void message_handler::on_request(const std::shared_ptr<link_session>& link, net::served_id id,
                                 const incoming&) {
  link->refuse(id, code::no_handler, std::string{message_name()} + " is not served as a request");
}

carrick::code message_handler::on_post(const std::shared_ptr<link_session>&, const incoming&) {
  return code::no_handler;
}

void message_handler::on_stream(const std::shared_ptr<link_session>& link, net::stream_id id,
                                const incoming&) {
  link->end_stream(id, code::no_handler,
                   std::string{message_name()} + " is not served as a stream");
}

} // namespace carrick
