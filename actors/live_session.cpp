#include <carrick/actors/live_session.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/fair_inbox.hpp>
#include <carrick/actors/link_actor.hpp>
#include <carrick/actors/sink_context.hpp>

#include <new>

namespace carrick {

live_session::live_session(link_actor& link, loop& home, std::shared_ptr<peer_record> peer)
    : link_(&link),
      home_(home),
      peer_(std::move(peer)),
      posts_(link.machine()->posts_kept()),
      posts_generation_(posts_->generation()),
      unsent_(std::make_shared<unsent_items>(link.terms().ours.held_bytes)) {}

const peer_layouts* live_session::layouts() const noexcept {
  return link_ != nullptr && !link_->layouts().equal() ? &link_->layouts() : nullptr;
}

void live_session::detach() {
  link_ = nullptr;
  look();
}

bool live_session::reads_slowly() const noexcept {
  return link_ != nullptr && link_->machine()->reads_slowly();
}

void live_session::tell_when_read(actor_base& who) { told_when_read_.emplace_back(who.ctrl()); }

void live_session::tell_if_read() {
  if (link_ != nullptr && !link_->machine()->has_been_read()) return;
  auto told = std::exchange(told_when_read_, {});
  for (const auto& who : told) static_cast<actor_base*>(who->get())->inbox().go_on(*this);
}

void live_session::tell_streams() {
  if (link_ == nullptr) return;
  for (auto context : link_->machine()->stream_contexts())
    if (auto* sink = sink_of<stream_sink>(context)) sink->on_writable();
}

/// Where it finds no memory the link ends, after whoever calls.
template <class F>
void live_session::on_link(F f) {
  if (link_ == nullptr) return;
  try {
    f(*link_->machine());
    link_->touch();
  } catch (const std::bad_alloc&) {
    link_->has_no_memory();
  }
}

void live_session::respond(net::served_id id, byte_span body) {
  on_link([&](net::link& link) { link.respond(id, body); });
}

void live_session::refuse(net::served_id id, carrick::code why, std::string_view text) {
  on_link([&](net::link& link) { link.refuse(id, why, text); });
}

void live_session::cancel(net::request_id id) {
  on_link([&](net::link& link) { link.cancel(id); });
}

void live_session::post_consumed(std::size_t body_bytes) {
  posts_->consumed(posts_generation_, body_bytes, home_.last_read());
  auto* to = link_;
  if (to == nullptr && peer_->dispatcher != nullptr) to = peer_->dispatcher->link();
  if (to != nullptr) to->touch();
}

void live_session::hold_opening(std::size_t body_bytes) {
  if (link_ != nullptr) link_->machine()->hold_opening(body_bytes);
}

void live_session::openings_handled(std::size_t count, std::size_t body_bytes) {
  if (link_ != nullptr) link_->machine()->let_go_openings(count, body_bytes);
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
  status sent{code::overloaded};
  on_link([&](net::link& link) { sent = link.send_item(id, body); });
  return sent;
}

std::size_t live_session::stream_credit(net::stream_id id) const {
  return link_ == nullptr ? 0 : link_->machine()->stream_credit(id);
}

void live_session::limit_stall(net::stream_id id, duration most) {
  if (link_ != nullptr) link_->machine()->limit_stall(id, most);
}

void live_session::half_close(net::stream_id id) {
  on_link([&](net::link& link) { link.half_close_stream(id); });
}

void live_session::end_stream(net::stream_id id, carrick::code why, std::string_view text) {
  on_link([&](net::link& link) { link.end_stream(id, why, text); });
}

void live_session::consumed(net::stream_id id, std::uint32_t cost) {
  on_link([&](net::link& link) { link.stream_consumed(id, cost); });
}

receiver& live_session::answers() noexcept { return link_->answers(); }

} // namespace carrick
