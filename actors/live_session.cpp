#include <carrick/actors/live_session.hpp>

#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/link_actor.hpp>
#include <carrick/actors/sink_context.hpp>

namespace carrick {

live_session::live_session(link_actor& link, loop& home, std::shared_ptr<peer_record> peer)
    : link_(&link),
      home_(home),
      peer_(std::move(peer)),
      posts_(link.machine()->posts_kept()),
      posts_generation_(posts_->generation()) {}

const peer_layouts* live_session::layouts() const noexcept {
  return link_ != nullptr && !link_->layouts().equal() ? &link_->layouts() : nullptr;
}

void live_session::respond(net::served_id id, byte_span body) {
  if (link_ == nullptr) return;
  link_->machine()->respond(id, body);
  link_->touch();
}

void live_session::refuse(net::served_id id, carrick::code why, std::string_view text) {
  if (link_ == nullptr) return;
  link_->machine()->refuse(id, why, text);
  link_->touch();
}

void live_session::cancel(net::request_id id) {
  if (link_ == nullptr) return;
  link_->machine()->cancel(id);
  link_->touch();
}

void live_session::post_consumed(std::size_t body_bytes) {
  posts_->consumed(posts_generation_, body_bytes, home_.last_read());
  auto* to = link_;
  if (to == nullptr && peer_->dispatcher != nullptr) to = peer_->dispatcher->link();
  if (to != nullptr) to->touch();
}

void live_session::accept_stream(net::stream_id id, stream_sink& sink) {
  if (link_ == nullptr) return sink.on_ended(code::link_lost, "the link is gone");
  link_->machine()->set_stream_context(id, context_of(sink));
  sink.link = link_->session();
  sink.id = id;
  sink.on_open();
}

status live_session::send_item(net::stream_id id, byte_span body) {
  if (link_ == nullptr) return fail(code::link_lost, "the link is gone");
  link_->touch();
  return link_->machine()->send_item(id, body);
}

std::size_t live_session::stream_credit(net::stream_id id) const {
  return link_ == nullptr ? 0 : link_->machine()->stream_credit(id);
}

void live_session::limit_stall(net::stream_id id, duration most) {
  if (link_ != nullptr) link_->machine()->limit_stall(id, most);
}

void live_session::half_close(net::stream_id id) {
  if (link_ == nullptr) return;
  link_->machine()->half_close_stream(id);
  link_->touch();
}

void live_session::end_stream(net::stream_id id, carrick::code why, std::string_view text) {
  if (link_ == nullptr) return;
  link_->machine()->end_stream(id, why, text);
  link_->touch();
}

void live_session::consumed(net::stream_id id, std::uint32_t cost) {
  if (link_ == nullptr) return;
  link_->machine()->stream_consumed(id, cost);
  link_->touch();
}

receiver& live_session::answers() noexcept { return link_->answers(); }

} // namespace carrick
