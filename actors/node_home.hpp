#pragma once

#include <carrick/actors/acceptor.hpp>
#include <carrick/actors/by_actor_id.hpp>
#include <carrick/actors/handler_table.hpp>
#include <carrick/actors/handler_watch.hpp>
#include <carrick/actors/membership_actor.hpp>
#include <carrick/actors/memory_return.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/node_log.hpp>
#include <carrick/actors/peer_record.hpp>
#include <carrick/actors/sources/member_intake.hpp>
#include <carrick/actors/strangers.hpp>
#include <carrick/actors/turn_group.hpp>
#include <carrick/net/held_memory.hpp>

#include <caf/actor.hpp>

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <unordered_map>
#include <vector>

namespace carrick {

class dispatcher;
class link_actor;
class link_observer;
class receiver;

/// The part of a node that lives on its home loop: handlers, dispatchers, links, membership. Its
/// actors call it directly; everything here is for the home loop unless it says otherwise.
class node_home {
 public:
  node_home(node_core& core, loop& where, net::identity identity);
  ~node_home();
  node_home(const node_home&) = delete;
  node_home& operator=(const node_home&) = delete;

  loop& where() const noexcept { return where_; }
  node_core& core() const noexcept { return core_; }
  const node_options& options() const noexcept { return core_.options(); }
  const net::identity& identity() const noexcept { return identity_; }
  time_point started_at() const noexcept { return started_at_; }
  logger& log() const noexcept { return core_.log(); }
  /// What may come by the thousand.
  node_log& told() noexcept { return told_; }
  handler_table& handlers() noexcept { return handlers_; }
  const std::shared_ptr<net::held_memory>& held() const noexcept { return held_; }
  /// Not after end_actors().
  membership_actor& membership() noexcept { return *membership_; }
  member_intake& intake() noexcept { return intake_; }
  const member_intake& intake() const noexcept { return intake_; }

  /// Any thread. Made if it is new.
  std::shared_ptr<peer_record> find(const node_id& id);

  // Life.
  /// Membership and dispatchers.
  status set_up();
  /// `at`: options().listen, looked up.
  status listen(const std::string& at) { return acceptor_.listen(at); }
  /// The links to the peers, and to the node itself.
  void begin_dialing();
  /// Nothing new from now on; goodbye on every link, which ends after `grace`.
  void begin_drain(duration grace);
  bool draining() const noexcept { return draining_; }
  /// Ends links that did not finish in time.
  void abort_links();
  /// Exit messages for the actors of this home.
  void end_actors();
  bool ended() const noexcept { return membership_ == nullptr; }
  std::string address() const { return acceptor_.address(); }
  /// What others dial to reach this node: with the port that was chosen for port 0.
  std::string own_address() const;

  // Who is in the cluster, as the membership says.
  /// This node's own entry, which is always in its list.
  membership::configured_member self() const;
  /// Before subscribers are told of it.
  void member_changed(const member_event& event);

  // What the node's users want.
  void request(peer_record& to, const outgoing& message, answer_sink& sink);
  status post(peer_record& to, const outgoing& message);
  void open(peer_record& to, const outgoing& message, stream_sink& sink);
  void wait_for_posts(peer_record& to, net::post_wait what, time_point deadline, room_sink& sink);
  void cancel(answer_sink& sink);
  void cancel(stream_sink& sink);

  // What the actors of this home tell.
  void accept(std::unique_ptr<net::connection> accepted);
  void dialed(dispatcher& by, std::unique_ptr<net::connection> connection);
  void handshake_failed(link_actor& link, const status& why,
                        const std::optional<net::identity>& peer, bool temporary);
  void link_established(link_actor& link);
  void link_finished(link_actor& link, const status& why);
  void link_closed(link_actor& link);
  void posts_acknowledged(link_actor& link);
  /// A post of the peer's was refused here.
  void post_refused(link_actor& link, endpoint to, carrick::code why);
  /// The link says nothing for some time though it stands, or does again.
  void link_silent(link_actor& link, bool silent);
  void peer_leaving(link_actor& link, const status& why);
  /// The source of members knows that this node leaves.
  void source_left() { publish_links(); }
  void loop_was_held(const handler_watch::finding& by);

  // What they ask.
  strangers& strange() noexcept { return strangers_; }
  acceptor& arrived() noexcept { return acceptor_; }
  /// The established link to that node, member or not; null if there is none.
  link_actor* standing_link(const node_id& id);
  /// Null if that node is no member.
  dispatcher* dispatcher_of(const node_id& id);
  std::shared_ptr<peer_record> record_of(const net::identity& peer);
  /// Other members.
  std::size_t others() const noexcept;
  using link_set = std::set<link_actor*, by_actor_id>;
  const link_set& established() const noexcept { return established_; }
  /// Also those in their handshake, and those that wait for their last words to be read.
  const std::map<link_actor*, caf::actor, by_actor_id>& links() const noexcept { return links_; }
  /// Who is told of links from now on; null: nobody. It outlives the home, or says so.
  void observed_by(link_observer* who) noexcept { observer_ = who; }

  // Any thread.
  /// What node::wait_for_members() says.
  status wait_for_members(std::size_t reachable, duration limit);
  std::vector<member> members() const;
  /// What has not said its goodbye: links, and the source of members.
  struct open_ones {
    std::size_t links = 0;
    bool source = false;
    bool none() const noexcept { return links == 0 && !source; }
  };
  open_ones open_ends() const;
  /// Until none is open, or until then.
  bool wait_until_closed(time_point until);
  std::vector<node_id> linked() const;

 private:
  struct member_dispatcher {
    dispatcher* actor;
    caf::actor handle;
  };

  link_actor& new_link();
  link_end end_of(const link_actor& link, const std::optional<net::identity>& peer);
  void add_member(const member& added);
  void remove_member(const node_id& id);
  void promote(dispatcher& to, const strangers::admitted& known);
  status no_dispatcher(const peer_record& of) const;
  receiver& receiver_for(peer_record& peer);
  void forget_receiver(peer_record& of);
  bool linked_with(const peer_record& peer) const;
  void link_to_self();
  void publish_links();
  void publish_members();

  node_core& core_;
  loop& where_;
  const net::identity identity_;
  const time_point started_at_;
  node_log told_;
  handler_table handlers_;
  const std::shared_ptr<net::held_memory> held_;
  memory_return memory_return_;
  turn_groups turns_;
  acceptor acceptor_;
  strangers strangers_;
  membership_actor* membership_ = nullptr;
  member_intake intake_;
  caf::actor membership_handle_;
  std::map<node_id, member_dispatcher> dispatchers_; // of all members, this node too
  std::map<receiver*, caf::actor, by_actor_id> receivers_;
  std::map<link_actor*, caf::actor, by_actor_id> links_; // all that are not closed
  link_set established_;                                 // those that carry messages
  link_observer* observer_ = nullptr;
  bool dialing_ = false;
  bool draining_ = false;

  mutable std::mutex mutex_; // guards what other threads see: the rest
  std::condition_variable changed_;
  std::unordered_map<node_id, std::shared_ptr<peer_record>> records_;
  std::vector<node_id> linked_;
  std::vector<member> members_;
  bool stopping_ = false; // as others see draining_
  open_ones open_ends_;
};

} // namespace carrick
