#pragma once

#include <carrick/actors/down_event.hpp>
#include <carrick/actors/on_the_way.hpp>
#include <carrick/actors/options.hpp>
#include <carrick/actors/peer.hpp>
#include <carrick/actors/room_sink.hpp>
#include <carrick/actors/session.hpp>
#include <carrick/actors/system_messages.hpp>
#include <carrick/actors/target_names.hpp>
#include <carrick/core/result.hpp>
#include <carrick/membership/update.hpp>
#include <carrick/net/outbox_message.hpp>

#include <caf/fwd.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace carrick {

/// A message on its way out.
struct outgoing : net::outbox_message {
  const message_type* type = nullptr; ///< null: raw bytes, no layout to compare
};

/// How an actor ended.
struct actor_end {
  std::string name; ///< as configured; empty if it has none, or was never made
  status why;       ///< ok: by its own will, or since the node stops
  /// Messages that were in its mailbox. The requests among them are answered as `ended`.
  std::uint64_t lost = 0;
};

/// The inside of a node: what actors, clients and links need of it. Methods belong to the home loop
/// unless they say otherwise.
class node_core {
 public:
  virtual ~node_core() = default;

  // Any thread.
  virtual loop& home() const noexcept = 0;
  virtual const node_options& options() const noexcept = 0;
  virtual const registry& types() const noexcept = 0;
  virtual caf::actor_system& system() noexcept = 0;
  virtual logger& log() noexcept = 0;
  /// The record of that name, made if it is new. Records live as long as the node.
  virtual peer find(const node_id& id) = 0;
  /// Now, by the node's clock.
  virtual time_point now() const = 0;
  /// Bounds what comes to the home loop from others.
  carrick::on_the_way& on_the_way() noexcept { return on_the_way_; }
  /// The actors that were named here.
  carrick::target_names& target_names() noexcept { return target_names_; }
  /// A number for message_head::sender, never 0.
  virtual std::uint64_t new_sender() noexcept = 0;
  /// The actor with that number of message_head::sender, for people: "store (kv.store)"; empty if
  /// it is none, or has ended.
  virtual std::string sender_label(std::uint64_t sender) const = 0;
  /// Runs `work` on a thread that may block (a small pool); `overloaded` when too much waits there.
  virtual status run_blocking(std::unique_ptr<class blocking_work> work) = 0;
  /// Actors of ours tell their life: for `actors`, stop and its report. The name may be empty.
  virtual void actor_started(actor_base& who) = 0;
  virtual void actor_ended(actor_base& who, const actor_end& end) = 0;
  /// Where an actor subscribes to member events.
  virtual void subscribe_members(actor_base& who) = 0;
  /// `who` gets one down_notice of that number, which nobody else uses, or what a lasting monitor
  /// brings, unless it is dropped.
  virtual void monitor(actor_base& who, std::uint64_t number, const monitored_actor& of,
                       const monitor_options& options) = 0;
  virtual void drop_monitors(std::vector<std::uint64_t> numbers) = 0;
  /// Once for each configured actor, when its behavior stands.
  virtual void actor_serves(actor_base& who) = 0;

  // Home loop.
  /// The one of that configured name, while it runs; null: none. For who looks between turns.
  virtual const actor_base* find_actor(std::string_view name) const = 0;
  /// Those with a name.
  virtual system_messages::actor_rows list_actors() const = 0;
  /// No configured actor is down, unless by its own will.
  virtual bool actors_serve() const = 0;
  virtual void request(peer_record& to, const outgoing& message, answer_sink& sink) = 0;
  virtual status post(peer_record& to, const outgoing& message) = 0;
  virtual void open(peer_record& to, const outgoing& message, stream_sink& sink) = 0;
  /// Tells `sink` when there is room for posts to that peer, or when all were taken over.
  virtual void wait_for_posts(peer_record& to, net::post_wait what, time_point deadline,
                              room_sink& sink) = 0;
  /// Gives the verdict `cancelled` if there is none yet.
  virtual void cancel(answer_sink& sink) = 0;
  /// Ends an opening that waits for a link as `cancelled`; nothing happens if it does not wait.
  virtual void cancel(stream_sink& sink) = 0;
  /// A post was refused here, and nobody is told but the log.
  virtual void post_not_taken(const peer& to, const net::message_head& post, const status& why) = 0;
  /// The members from now on: what node::set_members() says.
  virtual status set_members(membership::update members) = 0;
  /// Handlers of an endpoint come and go. `invalid_argument` if it is taken.
  virtual status add_handler(endpoint at, std::shared_ptr<message_handler> handler) = 0;
  /// Those of that actor; it may be gone.
  virtual void remove_handlers(std::uint32_t target, const actor_base* actor) = 0;

 private:
  carrick::on_the_way on_the_way_;
  carrick::target_names target_names_;
};

/// Work for run_blocking(): run() on a pool thread, then it is destroyed there.
class blocking_work {
 public:
  virtual ~blocking_work() = default;
  virtual void run() noexcept = 0;
  /// The actor that wants it: "store (kv.store)". Any thread.
  virtual const std::string& whose() const noexcept = 0;
};

} // namespace carrick
