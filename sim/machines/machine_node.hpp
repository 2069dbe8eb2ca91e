#pragma once

#include <carrick/membership/machine.hpp>
#include <carrick/net/terms.hpp>
#include <carrick/net/transport.hpp>
#include <carrick/sim/machines/application.hpp>
#include <carrick/sim/machines/machine_link.hpp>
#include <carrick/sim/machines/machine_options.hpp>
#include <carrick/sim/machines/machine_peer.hpp>
#include <carrick/sim/machines/machine_strangers.hpp>
#include <carrick/sim/machines/node_loop.hpp>
#include <carrick/sim/network/network.hpp>
#include <carrick/sim/observation.hpp>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace carrick::sim {

/// What the processes of a run share.
struct stage {
  world& in;
  sim::network& net;
  observer& watch;
  std::size_t nodes = 0;
  std::uint64_t links = 0; ///< numbers given so far
};

/// One process of a simulated node, made of the machines alone: what node_home and its actors are
/// in a product.
class machine_node final : private loop_user, private net::accept_events {
 public:
  struct options_of_node {
    std::size_t index = 0;
    std::uint64_t incarnation = 0;
    machine_options machines;
  };

  machine_node(stage& on, options_of_node options);
  ~machine_node();
  /// Listens and dials. `app` outlives the node's last turn. `strangers` are nodes that are no
  /// members.
  void begin(machine_application& app, const std::set<std::size_t>& strangers);
  /// All other nodes but these are its members from its next turn on.
  void set_strangers(std::set<std::size_t> strangers);

  /// Goodbye on every link; has_ended() when all is closed.
  void begin_stop();
  bool draining() const noexcept { return draining_; }
  bool has_ended() const noexcept { return ended_; }
  /// After has_ended(): unsent posts are dropped.
  void wind_up();
  /// Nothing of it runs again.
  void crash();

  static std::string address_of(std::size_t index);
  static std::size_t index_of(const node_id& id);
  std::size_t index() const noexcept { return options_.index; }
  process_id process() const noexcept { return {options_.index, options_.incarnation}; }
  const net::identity& identity() const noexcept { return identity_; }
  const machine_options& options() const noexcept { return options_.machines; }
  machine_application& app() noexcept { return *app_; }
  node_loop& loop() noexcept { return loop_; }
  net::transport& transport() noexcept { return *transport_; }
  time_point now() const noexcept { return on_.in.now(); }
  stage& on() noexcept { return on_; }
  const membership::view& members() const noexcept { return members_.current(); }
  std::size_t on_nodes() const noexcept { return on_.nodes; }
  void observe(const observation& what) { on_.watch.see(what, on_.in.elapsed()); }
  /// A line of the trace for people, made only if lines are kept.
  template <class Text>
  void explain(std::string_view kind, const Text& text) {
    if (on_.in.trace().keeps())
      on_.in.trace().explain(on_.in.elapsed(), identity_.node.text(), kind, text());
  }
  /// A turn is wanted now.
  void touch() { loop_.wake_at(now()); }

  /// Null for itself and strangers.
  machine_peer* peer(const node_id& id) { return peer(index_of(id)); }
  machine_peer* peer(std::size_t index);
  /// Of all posts to that node; nothing for itself.
  net::post_account account(std::size_t to) const;
  machine_strangers& strange() noexcept { return strangers_; }
  /// The established link to that node, member or not; null if there is none.
  machine_link* standing_link(const node_id& id);
  /// The established link of that number; null when it has ended.
  machine_link* link(std::uint64_t number);
  std::size_t links() const noexcept { return links_.size(); }
  std::size_t established() const;

  // What its links and peers tell.
  std::uint64_t next_link_number() noexcept { return ++on_.links; }
  void dialed(machine_peer& by, std::unique_ptr<net::connection> connection);
  void handshake_failed(machine_link& link, const status& why, bool temporary);
  void link_established(machine_link& link);
  void link_finished(machine_link& link, const status& why);
  void link_silent(machine_link& link, bool silent);

  /// Sizes against limits, accounts of posts.
  void measure(bool is_last = false);

 private:
  void turn() override;
  void on_accepted(std::unique_ptr<net::connection> accepted) override;
  void on_accept_paused(const status&) override {}
  void listen();
  void say_goodbye();
  void take_member_events();
  void change_members();
  void add_member(machine_peer& added);
  void remove_member(machine_peer& gone);
  void tell(const machine_peer& of, member_told::change what);
  void count_posts(const machine_peer& to, bool is_last);
  void measure(machine_link& link);

  stage& on_;
  const options_of_node options_;
  node_loop loop_;
  net::identity identity_;
  std::shared_ptr<net::transport> transport_;
  std::unique_ptr<net::listener> listener_;
  membership::machine members_;
  machine_strangers strangers_;
  std::set<std::size_t> wanted_strangers_;
  bool members_wanted_ = false;                      // as soon as the loop runs
  std::vector<std::unique_ptr<machine_peer>> peers_; // by index; none for itself
  std::vector<std::unique_ptr<machine_link>> links_;
  machine_application* app_ = nullptr;
  bool draining_ = false;
  bool stop_wanted_ = false; // as soon as the loop runs
  bool ended_ = false;
  time_point hard_end_ = never; // whatever is open then
  time_point measures_at_ = time_point::min();
};

} // namespace carrick::sim
