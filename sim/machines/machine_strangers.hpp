#pragma once

#include <carrick/net/link.hpp>
#include <carrick/net/tentative_table.hpp>

#include <map>
#include <memory>
#include <optional>

namespace carrick::sim {

class machine_link;
class machine_node;

/// The nodes that are linked and no members (yet) of a simulated node, as strangers is in a
/// product.
class machine_strangers {
 public:
  explicit machine_strangers(machine_node& of);

  bool welcome() const noexcept;
  std::shared_ptr<net::post_state> posts_of(const node_id& stranger) {
    return table_.posts_of(stranger);
  }
  /// Null if that node is none, or has no link.
  machine_link* link_of(const node_id& stranger) const;

  void add(machine_link& link);
  void ended(const machine_link& link);

  struct admitted {
    std::shared_ptr<net::post_state> posts;
    machine_link* link = nullptr;
  };
  /// It is a member now. Nothing if it was no stranger.
  std::optional<admitted> admit(const node_id& id);

  void turn(time_point now);
  time_point next_deadline() const { return table_.next_deadline(); }

 private:
  using number = net::tentative_table::link_number;

  void close(number which);

  machine_node& node_;
  net::tentative_table table_;
  std::map<number, machine_link*> links_;
};

} // namespace carrick::sim
