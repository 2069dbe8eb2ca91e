#pragma once

#include <carrick/actors/loop_timer.hpp>
#include <carrick/core/ids.hpp>
#include <carrick/net/tentative_table.hpp>

#include <map>
#include <memory>
#include <optional>

namespace carrick {

class link_actor;
class node_home;

/// The links of nodes that are no members (yet), and what is kept about their posts: the shell of
/// net::tentative_table, which has the rules.
///
/// Lives on the home loop of its node.
class strangers {
 public:
  explicit strangers(node_home& home);

  /// Whether any may come at all.
  bool welcome() const noexcept;
  /// Why requests of that one are refused, or its connection where none may come.
  std::string refusal_of(const node_id& stranger) const;
  std::shared_ptr<net::post_state> posts_of(const node_id& stranger);

  /// A link of a stranger is established: its posts are kept. The least recently created link gives
  /// way if there are too many, and one that the same node had before.
  void add(link_actor& link);
  void ended(link_actor& link);
  /// Null if that node has none.
  link_actor* link_of(const node_id& stranger) const;
  std::size_t count() const noexcept { return table_.links(); }
  std::uint64_t evictions() const noexcept { return table_.evictions(); }

  struct admitted {
    std::shared_ptr<net::post_state> posts;
    link_actor* link = nullptr; ///< it stands, and waits to be promoted
  };
  /// The node is a member from now on. Nothing if it was not known.
  std::optional<admitted> admit(const node_id& id);
  /// On the home loop, before the home goes.
  void stop() noexcept { timer_.reset(); }

 private:
  using number = net::tentative_table::link_number;

  void on_timer();
  void close(number which, const status& why);
  void arm_timer();

  node_home& home_;
  net::tentative_table table_;
  std::map<number, link_actor*> links_;
  std::optional<member_timer<strangers, &strangers::on_timer>> timer_;
};

} // namespace carrick
