#pragma once

#include <carrick/actors/flushable.hpp>
#include <carrick/actors/handler_watch.hpp>
#include <carrick/actors/loop.hpp>
#include <carrick/actors/loop_timer.hpp>
#include <carrick/actors/peer_layouts.hpp>
#include <carrick/actors/peer_record.hpp>
#include <carrick/actors/pinned.hpp>
#include <carrick/actors/session.hpp>
#include <carrick/net/handshake.hpp>
#include <carrick/net/link.hpp>
#include <carrick/net/transport.hpp>

#include <caf/event_based_actor.hpp>

#include <memory>
#include <optional>

namespace carrick {

class link_gate;
class live_session;
class node_home;

/// What a link is made on.
struct link_origin {
  std::unique_ptr<net::connection> connection;
  dispatcher* dialed_by = nullptr; ///< null: accepted
};

/// The actor around one connection: first its handshake machine, then its link machine. It moves
/// bytes and events between the connection, the machines and the node; the rules are in net/.
///
/// Lives on the home loop of its node. Its events go to the receiver of the peer (what the peer
/// begins) and to the sinks that were given with requests and openings (what this side began).
class link_actor final : public pinned<caf::event_based_actor>,
                         private net::connection_events,
                         private flushable {
 public:
  link_actor(caf::actor_config& config, node_home& home);
  ~link_actor() override;

  /// Begins the handshake on a new connection.
  void begin(link_origin origin);
  /// Without a handshake, for the two ends of a node's link to itself.
  void begin_established(std::unique_ptr<net::connection> connection, const net::link_terms& terms);

  /// The link machine; null before it is established and after its end.
  net::link* machine() noexcept { return link_.get(); }
  bool established() const noexcept { return link_ != nullptr; }
  /// By what its other end said in the handshake: that member, not a client of the same name.
  bool leads_to(const node_id& member) const;
  const net::link_terms& terms() const noexcept { return link_->terms(); }
  const std::shared_ptr<link_session>& session() const noexcept { return session_; }
  const peer_layouts& layouts() const noexcept { return layouts_; }
  time_point established_at() const noexcept { return established_at_; }
  /// When its connection was made.
  time_point began_at() const noexcept { return began_at_; }
  /// When it, or its handshake, was over; `never` before.
  time_point finished_at() const noexcept { return finished_at_; }
  /// The connection takes what there is to write.
  bool writable() const noexcept { return writable_; }
  const std::string& remote_address() const noexcept { return remote_address_; }

  /// Another connection of the same peer was established: this one, if it began earlier and waits
  /// for the peer's decision, is given up.
  void overtaken_by(const link_actor& established);

  // For the acceptor.
  /// Its number among the accepted connections; 0 if it is none of them.
  std::uint64_t arrival() const noexcept { return arrival_; }
  void arrives_as(std::uint64_t number) noexcept { arrival_ = number; }
  /// In its handshake, and the other side has not said who it is.
  bool is_silent_newcomer() const { return handshake_ && !handshake_->peer(); }
  /// What its handshake keeps.
  std::size_t handshake_bytes() const { return handshake_ ? handshake_->bytes_kept() : 0; }
  /// In its handshake: it is refused, for a reason that passes.
  void give_way(const status& why);

  /// Output or events may have come up: write and look before the loop sleeps.
  void touch() { where_.at_end_of_iteration(*this); }
  /// Somebody found no memory in it: it ends as `overloaded`, at the end of the iteration.
  void has_no_memory() noexcept;
  /// Ends the link or the handshake now, telling the peer why.
  void abort(carrick::code why, std::string_view text);
  /// Finishes what runs, for at most `grace`, then ends.
  void say_goodbye(const status& why, duration grace);
  /// Drops the connection without another word.
  void close();

  /// Who takes what the peer begins.
  void receiver_is(receiver& r) noexcept { receiver_ = &r; }
  receiver& answers() noexcept { return *receiver_; }
  /// Who sends on it; null for clients, and for accepted connections before they are established.
  dispatcher* dispatch() const noexcept { return dispatcher_; }
  void dispatched_by(dispatcher* d) noexcept { dispatcher_ = d; }
  /// Its links have one turn together. Also later, when the peer has become a member.
  void takes_turns_with(std::shared_ptr<turn_group> group);

  caf::behavior make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "carrick.link"; }

 private:
  void on_bytes(byte_span bytes) override;
  std::span<std::byte> room() override;
  void on_filled(std::size_t bytes) override;
  void on_writable() override;
  void on_end(const status& why) override;
  void flush() noexcept override;
  void on_timer();

  /// Runs `step`; where it finds no memory this link ends as `overloaded`, and no other.
  template <class F>
  void with_memory(F step);
  void end_without_memory();
  void take_bytes(byte_span bytes);
  void take_end(const status& why);
  void on_due();
  void flush_all();
  void start_connection(std::unique_ptr<net::connection> connection);
  void after_handshake_step();
  void write_handshake();
  void write_last_of_handshake();
  void establish(const net::link_terms& terms);
  void take_events();
  void look_as_often_as_needed(duration batch);
  void be_behind(bool behind);
  turn_group* others() const noexcept;
  duration turn() const noexcept;
  time_point look_at_clock();
  void write_link();
  bool waits_for_company() const;
  void arm_timer();
  void tell_of_silence();
  void break_off(const status& why);
  void finish(const status& why);
  live_session& live() const noexcept;
  status refusal_of(endpoint to) const;
  void leave(const status& why, duration grace);
  void linger();

  carrick::code verdict_of(const net::post_arrived& post);
  void handle(const net::request_arrived& e);
  void handle(const net::request_cancelled& e);
  void handle(const net::request_done& e);
  void handle(const net::post_arrived& e);
  void handle(const net::posts_acknowledged& e);
  void handle(const net::stream_opened& e);
  void handle(const net::stream_item& e);
  void handle(const net::stream_half_closed& e);
  void handle(const net::stream_ended& e);
  void handle(const net::stream_writable& e);
  void handle(const net::peer_leaving& e);
  void handle(const net::link_ended& e);

  node_home& home_;
  loop& where_;
  const duration turn_; // of a link whose host has no other
  std::unique_ptr<net::connection> connection_;
  std::string remote_address_;
  bool writable_ = true;
  time_point wrote_at_ = time_point::min(); // looked at with flush_every only
  bool taking_events_ = false;
  int events_a_look_ = handler_watch::batch_events_max; // between two looks at the clock
  bool behind_ = false;                                 // what was read is not all taken
  bool has_no_memory_ = false;
  bool finished_ = false; // the node was told; what follows is the end of the connection
  bool closed_ = false;
  bool silent_ = false;    // as the node was told
  bool heard_all_ = false; // the other side's end has come, or the connection broke

  std::unique_ptr<link_gate> gate_;
  std::unique_ptr<net::handshake> handshake_;
  buffer last_of_handshake_; // what the connection would not take before the link began
  std::unique_ptr<net::link> link_;
  handler_watch watch_;
  std::optional<status> ended_; // set by the machine's last event
  peer_layouts layouts_;
  std::shared_ptr<link_session> session_; // a live_session, as the type that handlers take
  std::uint64_t arrival_ = 0;
  receiver* receiver_ = nullptr;
  dispatcher* dispatcher_ = nullptr;
  time_point began_at_ = never;
  time_point established_at_ = never;
  time_point finished_at_ = never;
  std::optional<member_timer<link_actor, &link_actor::on_timer>> timer_;
};

} // namespace carrick
