#include <carrick/actors/told_post.hpp>

#include <carrick/actors/node_core.hpp>
#include <carrick/actors/status_news.hpp>

#include <memory>
#include <utility>

namespace carrick {

told_post::told_post(actor_base& from, const peer& to, const message_type& type, status_told f)
    : from_(from.ctrl()), to_(to), type_(type), sender_(from.sender_number()), f_(std::move(f)) {}

void told_post::run() noexcept {
  place_.arrived();
  tell(post());
}

void told_post::tell(status verdict) {
  std::unique_ptr<told_post> self{this};
  enqueue_event(from_, new status_news{"what became of a post", std::move(verdict), std::move(f_)});
}

status told_post::post() {
  if (!to_) return fail(code::not_found, "a post to nobody");
  outgoing message;
  message.head = {.to = {to_.target(), type_.id}, .sender = sender_};
  message.type = &type_;
  const net::encoded_body body{std::move(body_)};
  message.body = body;
  return to_.core().post(to_.record(), message);
}

} // namespace carrick
