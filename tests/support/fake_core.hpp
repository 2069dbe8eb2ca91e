#pragma once

#include "fake_link.hpp"
#include "loop_world.hpp"

#include <carrick/actors/actor.hpp>
#include <carrick/actors/handler_table.hpp>
#include <carrick/actors/monitor_plan.hpp>
#include <carrick/actors/node.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/node_system_config.hpp>
#include <carrick/actors/peer_record.hpp>
#include <carrick/actors/receiver.hpp>
#include <carrick/actors/registry.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace carrick::test {

/// Log lines, for tests to look at.
class kept_log final : public logger {
 public:
  void write(log_level level, std::string_view component, std::string_view text) override;
  bool enabled(log_level level) const noexcept override { return level >= least; }
  /// Whether a line contains `text`; lines look like "warn store: text".
  bool has(std::string_view text) const { return count(text) > 0; }
  /// How many do.
  std::size_t count(std::string_view text) const;
  std::size_t size() const;

  log_level least = log_level::info;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

/// A node of one actor system with no network: every peer is the node itself, by a link that holds
/// nothing up. Its home is loop 0 of loops that the test drives, on its own thread.
class fake_core final : public node_core {
 public:
  explicit fake_core(registry types = {}, node_options options = {}, std::size_t loops = 1);
  ~fake_core() override;

  // What tests do with it.
  /// Runs all loops until nothing is ready.
  void settle();
  /// Runs one loop until nothing is ready there.
  void drive(std::size_t loop);
  void advance(duration by) {
    time_.advance(by);
    settle();
  }
  /// From inside a handler: it takes that long.
  void take_time(duration by) { time_.advance(by); }
  loop& at(std::size_t index) { return loops_.at(index); }
  /// Calls `f` on the home loop, and settles.
  template <class F>
  auto at_home(F f) {
    auto done = start_at(home(), std::move(f));
    settle();
    return await(std::move(done));
  }
  /// Spawns an actor of a registered type, without waiting.
  caf::actor spawn(const std::string& name, const std::string& type,
                   std::shared_ptr<value_source> options = nullptr);
  /// Spawns an actor whose behavior `f(actor_base*)` makes, under that name, and settles.
  template <class F>
  caf::actor run(const std::string& name, F f) {
    auto type = detail::function_actor_type<actor_base, detail::no_options>("test", std::move(f));
    actor_options spec{.name = name, .type = "test", .options = nullptr};
    auto actor = type.spawn(system(), spec);
    settle();
    return actor.value();
  }
  peer to(const std::string& actor = {}) {
    auto self = find(options_.id);
    return actor.empty() ? self : self.at(actor);
  }

  /// A request as a peer's link brings it; its answer is in link().kept.
  template <request_message T>
  net::served_id arrive(const std::string& actor, const T& request, time_point deadline = never) {
    buffer body;
    encode(request, body);
    return at_home([&] {
      return link_->arrive({name_hash(actor), message_id<T>}, body.bytes(), deadline);
    });
  }
  template <post_message T>
  carrick::code arrive_post(const std::string& actor, const T& post) {
    buffer body;
    encode(post, body);
    return at_home([&] {
      return link_->arrive_post({name_hash(actor), message_id<T>}, body.bytes());
    });
  }
  fake_link& link() { return *link_; }
  /// The reply of the youngest answer that was kept.
  template <data_message Reply>
  result<Reply> last_reply() const {
    const auto& last = link_->kept.back();
    if (last.code != code::ok) return status{last.code, last.payload};
    return decode<Reply>(as_bytes(last.payload));
  }
  /// A new link takes the place of the old one, whose streams and requests end as lost.
  void lose_link();
  receiver& receives() { return *receiver_; }
  handler_table& handlers() { return handlers_; }
  kept_log& lines() { return lines_; }

  /// What the next request(), post() or open() is refused with; `ok`: nothing.
  status refuse_with;
  /// Requests are kept unanswered until release_requests().
  bool hold_requests = false;
  void release_requests();
  /// The same, on the home loop.
  void answer_held();
  std::size_t requests_seen = 0;
  outgoing last_seen; ///< without its body
  std::vector<std::string> serving;
  std::vector<std::string> ended;
  std::vector<status> start_failures;
  std::vector<std::unique_ptr<blocking_work>> work; ///< for the test to run
  status refuse_work_with;
  std::vector<caf::actor> member_watchers;
  std::map<std::uint64_t, std::string> monitors; ///< that stand, by their numbers: of which actor

  // node_core
  loop& home() const noexcept override { return loops_.at(0); }
  const node_options& options() const noexcept override { return options_; }
  const registry& types() const noexcept override { return types_; }
  caf::actor_system& system() noexcept override { return *system_; }
  logger& log() noexcept override { return lines_; }
  peer find(const node_id& id) override;
  time_point now() const override { return home().now(); }
  std::uint64_t new_sender() noexcept override { return ++last_sender_; }
  std::string sender_label(std::uint64_t) const override { return {}; }
  status run_blocking(std::unique_ptr<blocking_work> what) override;
  void actor_started(actor_base& who) override;
  void actor_ended(actor_base& who, const actor_end& end) override;
  const actor_base* find_actor(std::string_view name) const override;
  system_messages::actor_rows list_actors() const override;
  bool actors_serve() const override { return true; }
  void subscribe_members(actor_base& who) override;
  void monitor(actor_base&, std::uint64_t number, const monitored_actor& of,
               const monitor_options&) override {
    monitors.emplace(number, of.name);
  }
  void drop_monitors(std::vector<std::uint64_t> numbers) override {
    for (auto number : numbers) monitors.erase(number);
  }
  void actor_serves(actor_base& who) override { serving.push_back(who.actor_name()); }
  void request(peer_record& to, const outgoing& message, answer_sink& sink) override;
  status post(peer_record& to, const outgoing& message) override;
  void open(peer_record& to, const outgoing& message, stream_sink& sink) override;
  void wait_for_posts(peer_record&, net::post_wait, time_point, room_sink& sink) override {
    sink.on_room({});
  }
  /// Of one that is held; what is on the link goes on.
  void cancel(answer_sink& sink) override;
  void cancel(stream_sink& sink) override { sink.on_ended(code::cancelled, {}); }
  status set_members(membership::update) override { return {}; }
  void post_not_taken(const peer&, const net::message_head& post, const status& why) override {
    const auto* known = types().messages().find(post.to.message);
    lines_.write(log_level::warn, "node",
                 std::string{known != nullptr ? known->type->name : ""} + ": " + to_string(why));
  }
  status add_handler(endpoint at, std::shared_ptr<message_handler> handler) override {
    return handlers_.add(at, std::move(handler));
  }
  void remove_handlers(std::uint32_t target, const actor_base* actor) override {
    handlers_.remove_target(target, actor);
  }

 private:
  struct held_request {
    endpoint to;
    buffer body;
    time_point deadline;
    answer_sink* sink;
  };

  void make_link();
  void deliver(endpoint to, byte_span body, time_point deadline, answer_sink& sink);

  still_time time_;
  mutable loops loops_;
  kept_log lines_;
  registry types_;
  node_options options_;
  handler_table handlers_{"n1"};
  node_system_config config_{*this};
  std::unique_ptr<caf::actor_system> system_;
  std::vector<std::unique_ptr<peer_record>> records_;
  std::vector<actor_base*> living_;
  std::atomic<std::uint64_t> last_sender_{0};
  caf::actor receiver_handle_;
  receiver* receiver_ = nullptr;
  std::shared_ptr<fake_link> link_;
  std::vector<held_request> held_;
};

} // namespace carrick::test
