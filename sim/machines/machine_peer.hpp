#pragma once

#include <carrick/net/dial_plan.hpp>
#include <carrick/net/outbox.hpp>
#include <carrick/net/transport.hpp>

#include <memory>
#include <optional>

namespace carrick::sim {

class machine_link;
class machine_node;

/// What goes to one node: its outbox and its dial plan, as dispatcher is in a product. While the
/// node is no member it is only the account of the posts so far.
class machine_peer final : private net::dial_events {
 public:
  machine_peer(machine_node& of, std::size_t index);

  std::size_t index() const noexcept { return index_; }
  const node_id& id() const noexcept { return id_; }
  /// Null while there is none.
  machine_link* link() const noexcept { return link_; }
  bool is_member() const noexcept { return member_; }
  net::outbox& out() noexcept { return *outbox_; }
  const net::outbox& out() const noexcept { return *outbox_; }
  /// Of all posts to it, those of earlier memberships too.
  net::post_account account() const;

  void attach(machine_link& link);
  void detach(machine_link& link, const status& why);
  void acknowledged(machine_link& link);
  void handshake_failed(const status& why, bool temporary);
  /// Dials now if there is no link.
  void wake();
  void begin_drain();
  void drop_posts();
  /// It is no member any more; its links are told to end.
  void remove();
  /// It is one again.
  void admit();

  /// What is due, and what waited.
  void turn(time_point now);
  time_point next_deadline() const;
  bool idle() const noexcept { return outbox_->posts().empty() && outbox_->waiting() == 0; }

 private:
  void on_dialed(result<std::unique_ptr<net::connection>> outcome) override;

  machine_node& node_;
  const std::size_t index_;
  const node_id id_;
  std::uint64_t epoch_ = 0;
  bool member_ = false;
  std::optional<net::outbox> outbox_;
  std::optional<net::dial_plan> plan_;
  net::post_account past_;
  machine_link* link_ = nullptr;
  std::unique_ptr<net::dial_attempt> attempt_;
};

} // namespace carrick::sim
