#pragma once

#include <carrick/actors/loop_timer.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/pinned.hpp>
#include <carrick/net/dial_plan.hpp>
#include <carrick/net/outbox.hpp>
#include <carrick/net/transport.hpp>

#include <caf/event_based_actor.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace carrick {

class link_actor;
class node_home;

/// What goes to one peer: it dials, and gives posts, requests and openings to the link when there
/// is one. It never blocks. The rules are in net::outbox and net::dial_plan.
///
/// Lives on the home loop of its node.
class dispatcher final : public pinned<caf::event_based_actor>, private net::dial_events {
 public:
  dispatcher(caf::actor_config& config, node_home& home, std::shared_ptr<peer_record> peer,
             const member_options& member);
  ~dispatcher() override;

  void request(const outgoing& message, answer_sink& sink);
  status post(const outgoing& message);
  void open(const outgoing& message, stream_sink& sink);
  void wait_for_posts(net::post_wait what, time_point deadline, room_sink& sink);
  /// Forgets a request or an opening that waits for a link. False if it does not wait here.
  bool forget(answer_sink& sink);
  bool forget(stream_sink& sink);

  /// Null while there is none.
  link_actor* link() const noexcept { return link_; }
  /// Goes on from what was kept about the peer's posts while it was a stranger.
  void adopt(std::shared_ptr<net::post_state> kept) { outbox_.adopt(std::move(kept)); }
  /// A link of this peer was established; the one before, if any, is replaced.
  void attach(link_actor& link);
  /// `link`, if it was the current one, is gone.
  void detach(link_actor& link, const status& why);
  /// A dial ended in a refusal during the handshake.
  void handshake_failed(const status& why, bool temporary);
  /// The receiver has taken posts over: there may be room for more.
  void drain_posts();
  /// Dials now if there is no link.
  void wake();
  /// The member's addresses are others now; its buffer stays.
  void move_to(std::vector<std::string> addresses);
  /// Others may refuse this node no longer.
  void members_changed();
  /// No more dialing, nothing new is taken.
  void begin_drain();
  /// The peer is no longer a member, and its links are ended: what waits is given up for that
  /// reason, posts are dropped.
  void remove(const status& why);

  /// Whom a dialed address must turn out to be; empty: whoever answers.
  const node_id& expected_peer() const noexcept { return expected_peer_; }
  /// Of all posts to this peer, also those of when it was a member before.
  net::post_account account() const;
  /// What is kept about the posts of the pair from link to link.
  const std::shared_ptr<net::post_state>& posts_kept() const noexcept {
    return outbox_.posts_kept();
  }
  const net::outbox& out() const noexcept { return outbox_; }
  const net::dial_plan& dialing() const noexcept { return plan_; }
  node_home& home() const noexcept { return home_; }
  std::uint64_t reconnects() const noexcept { return reconnects_; }
  /// Why there is no link, and since when.
  const status& why_down() const noexcept { return outbox_.why_down(); }
  time_point down_since() const noexcept { return down_since_; }

  caf::behavior make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "carrick.dispatcher"; }

 private:
  void on_dialed(result<std::unique_ptr<net::connection>> outcome) override;
  void on_timer();
  void dial(const std::string& address);
  void dial_failed(net::dial_plan::failure how, const status& why);
  void give_up(const status& why);
  void on_link(answer_sink& sink, net::request_id id);
  void on_link(stream_sink& sink, net::stream_id id);
  void handle(const net::request_left& e);
  void handle(const net::request_given_up& e);
  void handle(const net::opening_left& e);
  void handle(const net::opening_given_up& e);
  void handle(const net::room_verdict& e);
  void take_events();
  void arm_timer();
  void tell_losses();
  status refusal_of(const outgoing& message) const;
  /// The link of a node to itself stands once all its actors serve; until then they may already
  /// ask each other.
  bool waits_for_self() const noexcept { return to_self_ && link_ == nullptr; }
  static outgoing patient(const outgoing& message);

  node_home& home_;
  std::shared_ptr<peer_record> peer_;
  const bool to_self_;
  node_id expected_peer_;
  link_actor* link_ = nullptr;
  net::outbox outbox_;
  net::dial_plan plan_;
  std::unique_ptr<net::dial_attempt> attempt_;
  std::optional<member_timer<dispatcher, &dispatcher::on_timer>> timer_;
  time_point down_since_;
  std::uint64_t links_seen_ = 0;
  std::uint64_t reconnects_ = 0;
  std::uint64_t losses_told_ = 0;
  std::map<carrick::code, std::uint64_t> losses_by_; // of those told
};

} // namespace carrick
