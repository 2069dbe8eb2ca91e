#include <carrick/actors/monitors.hpp>

#include <carrick/actors/decoding.hpp>
#include <carrick/actors/down_notice.hpp>
#include <carrick/actors/loop.hpp>
#include <carrick/actors/node_home.hpp>
#include <carrick/actors/registry.hpp>

#include <caf/actor_cast.hpp>

#include <utility>

namespace carrick {

using system_messages::monitor_news;

/// One stream, from its opening to its end, after which it destroys itself.
class monitors::watch final : public stream_sink {
 public:
  watch(monitors& owner, const monitored_actor& of) : owner_(owner), of_(of) {}

  const monitored_actor& of() const noexcept { return of_; }
  /// Ends it: nothing of it comes any more.
  void end() {
    if (!link) return owner_.home_.cancel(*this); // it waits for one; its end follows
    link->end_stream(id, code::cancelled, "no longer monitored");
    delete this;
  }

  void on_item(byte_span body, std::uint32_t cost) noexcept override {
    auto news = decode<monitor_news>(body, decoding_of(link->layouts(), message_id<monitor_news>));
    link->consumed(id, cost);
    if (news) owner_.says(*this, *news);
  }
  void on_half_closed() noexcept override {}
  void on_writable() noexcept override {}
  void on_ended(carrick::code code, std::string_view text) noexcept override {
    link.reset();
    owner_.watch_ended(*this, {code, std::string{text}});
    delete this;
  }

 private:
  monitors& owner_;
  const monitored_actor of_;
};

monitors::monitors(node_home& home) : home_(home), timer_(home.where(), *this) {}
monitors::~monitors() = default;

void monitors::monitor(caf::actor_addr who, std::uint64_t number, const monitored_actor& of,
                       const monitor_options& options) {
  if (stopped_ || home_.ended()) return;
  if (!std::exchange(follows_members_, true))
    home_.membership().watch([this](const member_event& event) {
      if (stopped_) return;
      plan_.member(event, home_.where().now());
      take_events();
    });
  actors_[number] = std::move(who);
  plan_.monitor(number, of, options, home_.where().now());
  take_events();
}

void monitors::drop(std::uint64_t number) {
  actors_.erase(number);
  plan_.drop(number);
  take_events();
}

void monitors::stop() {
  stopped_ = true;
  timer_.cancel();
  for (auto& [of, open] : std::exchange(watches_, {})) open->end();
  actors_.clear();
}

// -- what the plan wants --------------------------------------------------------------------------

void monitors::take_events() {
  if (stopped_) return;
  while (auto event = plan_.next()) std::visit([this](const auto& e) { handle(e); }, *event);
  timer_.arm(plan_.next_deadline());
}

void monitors::handle(const watch_wanted& e) {
  auto* opened = new watch{*this, e.of}; // it destroys itself
  watches_[e.of] = opened;
  buffer body;
  encode(system_messages::monitor{e.of.name, e.life.incarnation, e.life.number}, body);
  outgoing message;
  message.head.to = {0, message_id<system_messages::monitor>};
  message.type = home_.core().types().messages().find(message.head.to.message)->type;
  message.body = body.bytes();
  home_.open(*home_.find(e.of.node), message, *opened);
}

void monitors::handle(const watch_unwanted& e) {
  auto known = watches_.extract(e.of);
  if (!known.empty()) known.mapped()->end();
}

void monitors::handle(const monitor_done& e) {
  auto known = actors_.find(e.monitor);
  if (known == actors_.end()) return;
  if (auto who = caf::actor_cast<caf::strong_actor_ptr>(known->second))
    enqueue_event(who, new down_notice{e.monitor, e.what, e.lasts});
  if (!e.lasts) actors_.erase(known);
}

void monitors::handle(const monitor_up& e) {
  auto known = actors_.find(e.monitor);
  if (known == actors_.end()) return;
  if (auto who = caf::actor_cast<caf::strong_actor_ptr>(known->second))
    enqueue_event(who, new up_notice{e.monitor, {e.of.node, e.of.name}});
}

// -- what the watches say -------------------------------------------------------------------------

void monitors::says(watch& from, const monitor_news& news) {
  auto known = watches_.find(from.of());
  if (known == watches_.end() || known->second != &from) return; // it has had its last word
  if (news.what == "watching") {
    plan_.watching(from.of(), {news.incarnation, news.life});
    return take_events();
  }
  watches_.erase(known);
  status why{code_from_wire(news.code), news.text};
  const auto now = home_.where().now();
  if (news.what == "ended")
    plan_.ended(from.of(), why, now);
  else
    plan_.absent(from.of(), why, now);
  take_events();
}

void monitors::watch_ended(watch& which, const status& why) {
  auto known = watches_.find(which.of());
  if (known == watches_.end() || known->second != &which) return;
  watches_.erase(known);
  plan_.broken(which.of(), why, home_.where().now());
  take_events();
}

void monitors::on_timer() {
  plan_.tick(home_.where().now());
  take_events();
}

} // namespace carrick
