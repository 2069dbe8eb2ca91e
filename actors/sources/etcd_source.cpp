#include <carrick/actors/sources/etcd_source.hpp>

#include <carrick/actors/call_on.hpp>
#include <carrick/actors/node_home.hpp>
#include <carrick/membership/registration.hpp>
#include <carrick/net/tcp/tcp_transport.hpp>

#include <algorithm>

namespace carrick {
namespace {

using namespace std::chrono_literals;

constexpr duration call_limit_max = 5s;
constexpr duration call_limit_min = 500ms;

/// A call that hangs must not cost the lease.
duration call_limit(duration ttl) { return std::clamp(ttl / 4, call_limit_min, call_limit_max); }

duration silent_max(duration ttl) { return std::max<duration>(3 * ttl, 30s); }

} // namespace

etcd_source::etcd_source(const etcd_source_options& options, node_home& home, source_events& events)
    : options_(options),
      home_(home),
      events_(events),
      transport_(net::make_tcp_transport()),
      timer_(home.where(), *this),
      leave_timer_(home.where(), *this) {}

etcd_source::~etcd_source() = default;

std::string etcd_source::name() const {
  std::string out = "etcd";
  for (const auto& endpoint : options_.endpoints) out += ' ' + endpoint;
  return out;
}

void etcd_source::start(const own_registration& self) {
  auto now = home_.where().now();
  auto seed = home_.options().seed;
  own_id_ = self.member.id.text();
  etcd_road road{home_.where(), *transport_, options_.endpoints, call_limit(options_.lease_ttl)};
  membership::etcd_lease_options lease{options_.prefix + own_id_,
                                       registration_text(self.member, self.incarnation),
                                       options_.lease_ttl, seed};
  membership::etcd_view_options view{options_.prefix, silent_max(options_.lease_ttl), seed + 1};
  lease_ = std::make_unique<lease_lane>(road, membership::etcd_lease{std::move(lease), now}, *this);
  view_ = std::make_unique<view_lane>(road, membership::etcd_view{std::move(view), now}, *this);
  go_on();
}

void etcd_source::go_on() {
  auto now = home_.where().now();
  time_point next = never;
  if (view_) {
    view_->machine.tick(now);
    if (!view_->machine.calls()) view_->hang_up();
    tell_view();
    view_->go_on(now);
    next = view_->machine.next_deadline();
  }
  tell_lease();
  lease_->go_on(now);
  timer_.arm(std::min(next, lease_->machine.next_deadline()));
  if (lease_->machine.has_left()) left();
}

void etcd_source::tell_view() {
  auto& view = view_->machine;
  if (view.was_deleted(own_id_)) lease_->machine.key_is_gone(home_.where().now());
  if (auto list = view.next_list()) {
    if (!*list)
      events_.on_refused(list->error());
    else if (!(*list)->empty() || lease_->machine.registered()) // the first one waits for its key
      events_.on_members(**list);
  }
  if (!view.problem().ok()) events_.on_lost(view.problem());
}

void etcd_source::tell_lease() {
  const auto& problem = lease_->machine.problem();
  bool fails = !problem.ok() && view_ != nullptr;
  if (fails && !lease_failed_)
    events_.on_warning("this node cannot stay registered, it is tried again: " + problem.message());
  lease_failed_ = fails;
}

void etcd_source::stop() {
  auto now = home_.where().now();
  view_.reset();
  lease_->hang_up();
  lease_->machine.leave(now);
  leave_timer_.arm(now + limits::source_leave);
  // Not from inside this call.
  timer_.arm(now);
}

void etcd_source::left() {
  timer_.cancel();
  leave_timer_.cancel();
  lease_->hang_up();
  events_.on_stopped();
}

} // namespace carrick
