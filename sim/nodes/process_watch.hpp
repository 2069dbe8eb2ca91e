#pragma once

#include <carrick/actors/link_observer.hpp>
#include <carrick/actors/node_home.hpp>
#include <carrick/sim/nodes/node_watch.hpp>

namespace carrick::sim {

/// One life of a node, as node_watch sees it.
class node_watch::process_watch final : private link_observer {
 public:
  process_watch(node_watch& of, const process_id& who, node_home& home);
  /// The home may be gone.
  ~process_watch() = default;
  void look_away() { home_.observed_by(nullptr); }

  const process_id& who() const noexcept { return who_; }
  node_home& home() const noexcept { return home_; }
  /// The present link with that node, if there is one.
  link_actor* link_with(std::size_t node) const noexcept { return peers_[node].link; }

  /// Whatever links have done is complete: the node rests.
  void tell_turn();
  /// No loop of it, or not all, run until then.
  void held(time_point until) { held_until_ = std::max(held_until_, until); }
  /// Who leaves takes nobody in.
  void look_at_newcomers();
  /// What could go, and does not, while it rests.
  void look_at_posts() const;
  /// What is bounded, while it works.
  void measure() const;
  /// What should have happened by now, while it rests.
  void look_for_delays() const;
  /// Whom it takes for what, while it rests.
  void look_at_view();
  under_way_set what_is_under_way() const;
  /// The first thing that is there though nothing is to be done; empty: nothing.
  std::string left_over() const;

  /// Bytes on the link with that node when both ends were compared last.
  std::uint64_t& compared_at(std::size_t node) { return peers_[node].compared_at; }

 private:
  struct peer_state {
    link_actor* link = nullptr;
    duration since{};             ///< it has that link, or none, or is a member
    std::uint64_t dispatcher = 0; ///< that was there at the last look at the view; 0: none
    std::uint64_t compared_at = ~std::uint64_t{0};
  };
  struct known_link {
    link_actor* link;
    std::uint64_t number;
    process_id peer;
  };

  void handshake_began(link_actor& link) override;
  void link_established(link_actor& link) override;
  void link_finished(link_actor& link, const status& why) override;
  void handshake_failed(link_actor& link, const status& why) override;
  void posts_acknowledged(link_actor& link) override;

  std::optional<process_id> peer_of(const link_actor& link) const;
  void bound(std::string_view what, std::uint64_t value, std::uint64_t limit) const;
  void late(std::string_view what, time_point since, duration limit) const;
  void measure(link_actor& link) const;
  void measure(const dispatcher& to) const;
  static under_way_set what_is_under_way(link_actor& link);
  void look_for_delays(link_actor& link) const;
  void look_for_delays(const dispatcher& to) const;

  node_watch& of_;
  const process_id who_;
  node_home& home_;
  std::vector<peer_state> peers_; // by node
  std::vector<known_link> links_;
  time_point held_until_ = world::beginning;
  time_point leaves_since_ = never;         // as it was seen
  mutable std::optional<std::size_t> with_; // of what is being measured
  bool news_ = false;                       // of links, since the end of a turn was told
};

} // namespace carrick::sim
