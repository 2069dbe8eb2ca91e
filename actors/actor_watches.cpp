#include <carrick/actors/actor_watches.hpp>

#include <carrick/actors/decoding.hpp>
#include <carrick/actors/node_home.hpp>
#include <carrick/actors/registry.hpp>
#include <carrick/actors/supervisor.hpp>
#include <carrick/core/planted.hpp>

#include <algorithm>
#include <utility>

namespace carrick {
namespace {

using system_messages::monitor_news;

monitor_news last_news(std::string what, const status& why) {
  monitor_news news;
  news.what = std::move(what);
  news.code = static_cast<std::uint32_t>(why.code());
  news.text = why.message();
  return news;
}

} // namespace

/// One who monitors, until its stream ends; then it destroys itself.
class actor_watches::watch final : public stream_sink {
 public:
  watch(actor_watches& owner, std::string actor) : owner_(owner), actor_(std::move(actor)) {}

  const std::string& actor() const noexcept { return actor_; }
  bool has_life() const noexcept { return has_life_; }
  void say(const monitor_news& news) {
    has_life_ = true;
    buffer body;
    encode(news, body);
    static_cast<void>(link->send_item(id, body.bytes()));
  }
  void say_last(const monitor_news& news) {
    say(news);
    link->end_stream(id, code::ok, {});
    delete this;
  }

  void on_item(byte_span, std::uint32_t cost) noexcept override { link->consumed(id, cost); }
  void on_half_closed() noexcept override {}
  void on_writable() noexcept override {}
  void on_ended(carrick::code, std::string_view) noexcept override {
    owner_.forget(*this);
    delete this;
  }

 private:
  actor_watches& owner_;
  const std::string actor_;
  bool has_life_ = false; // it was told which one
};

class actor_watches::handler final : public message_handler {
 public:
  explicit handler(actor_watches& owner) : owner_(owner) {}

  void on_stream(const std::shared_ptr<link_session>& link, net::stream_id id,
                 const incoming& opening) override {
    auto asked = decode<system_messages::monitor>(
      opening.body, decoding_of(link->layouts(), message_id<system_messages::monitor>));
    if (!asked) return link->end_stream(id, asked.error().code(), asked.error().message());
    owner_.begin(link, id, *asked);
  }
  const message_type* type() const noexcept override {
    const auto& known = owner_.home_.core().types().messages();
    return known.find(message_id<system_messages::monitor>)->type;
  }
  std::string_view message_name() const noexcept override {
    return name_of_message<system_messages::monitor>();
  }
  std::string_view kind() const noexcept override { return "node"; }

 private:
  actor_watches& owner_;
};

actor_watches::actor_watches(node_home& home, const supervisor& actors)
    : home_(home), actors_(actors) {}
actor_watches::~actor_watches() = default;

status actor_watches::add_handler() {
  return home_.handlers().add({0, message_id<system_messages::monitor>},
                              std::make_shared<handler>(*this));
}

monitor_news actor_watches::answer_to(const system_messages::monitor& asked) const {
  auto own = home_.identity().incarnation.value;
  auto life = actors_.life(asked.actor);
  auto where = asked.actor + " of " + home_.identity().node.text();
  if (stopped_) return last_news("ended", fail(code::draining, "the node of " + where + " stops"));
  if (asked.incarnation != 0 && asked.incarnation != own)
    return last_news("ended", fail(code::ended, "the node of " + where + " is another process"));
  if (asked.life != 0 && asked.life != life)
    return last_news("ended", fail(code::ended, where + " has ended meanwhile"));
  if (life == 0 && actors_.will_start(asked.actor)) return {};
  if (life == 0) return last_news("absent", fail(code::not_found, "no actor " + where));
  monitor_news watching;
  watching.what = "watching";
  watching.incarnation = own;
  watching.life = life;
  return watching;
}

void actor_watches::begin(const std::shared_ptr<link_session>& link, net::stream_id id,
                          const system_messages::monitor& asked) {
  auto answer = answer_to(asked);
  auto* taker = new watch{*this, asked.actor}; // it destroys itself
  link->accept_stream(id, *taker);
  if (!answer.what.empty() && answer.what != "watching") return taker->say_last(answer);
  watches_.emplace(asked.actor, taker);
  if (!answer.what.empty()) taker->say(answer);
}

void actor_watches::serves(const std::string& actor) {
  if (stopped_) return;
  auto [begin, past] = watches_.equal_range(actor);
  for (auto at = begin; at != past; ++at)
    if (!at->second->has_life() && !CARRICK_PLANTED(waiting_watch_untold))
      at->second->say(answer_to({actor, 0, 0}));
}

void actor_watches::ended(const actor_end& end) {
  auto [begin, past] = watches_.equal_range(end.name);
  std::vector<watch*> told;
  for (auto at = begin; at != past; ++at) told.push_back(at->second);
  watches_.erase(begin, past);
  for (auto* each : told) each->say_last(last_news("ended", end.why));
}

void actor_watches::stop() {
  stopped_ = true;
  for (auto& [name, each] : std::exchange(watches_, {})) each->say_last(answer_to({name, 0, 0}));
}

void actor_watches::forget(const watch& which) {
  auto [begin, past] = watches_.equal_range(which.actor());
  auto at = std::find_if(begin, past, [&](const auto& each) { return each.second == &which; });
  if (at != past) watches_.erase(at);
}

} // namespace carrick
