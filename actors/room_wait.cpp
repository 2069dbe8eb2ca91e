#include <carrick/actors/room_wait.hpp>

#include <carrick/actors/node_core.hpp>
#include <carrick/actors/status_news.hpp>

#include <memory>
#include <utility>

namespace carrick {

room_wait::room_wait(actor_base& from, const peer& to, time_point deadline, status_told f)
    : from_(from.ctrl()), to_(to), deadline_(deadline), f_(std::move(f)) {}

void room_wait::run() noexcept {
  if (!to_) return on_room(fail(code::not_found, "posts to nobody"));
  to_.core().wait_for_posts(to_.record(), net::post_wait::room, deadline_, *this);
}

void room_wait::on_room(const status& verdict) noexcept {
  std::unique_ptr<room_wait> self{this};
  enqueue_event(from_, new status_news{"room for posts", verdict, std::move(f_)});
}

} // namespace carrick
