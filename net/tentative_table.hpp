#pragma once

#include <carrick/core/ids.hpp>
#include <carrick/core/limits.hpp>
#include <carrick/core/time.hpp>
#include <carrick/net/post_state.hpp>

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <vector>

namespace carrick::net {

struct tentative_options {
  std::size_t links_max = limits::tentative_links; ///< 0: strangers are refused
  duration age = limits::tentative_age;
};

/// The links of strangers: nodes that are no members (yet), and what is kept about their posts. A
/// machine without I/O (docs/protocol.md, section 10).
///
///     handshake asks:      posts_of(node), for admission::posts_of()
///     link is established: link->be_tentative(..); a = table.add(node, now); close a.replaced,
///     a.evicted link ends:           table.ended(id) timer:               while (auto id =
///     table.expired(now)) close it node is a member:    if (auto t = table.take(node)) {
///     outbox.adopt(t->posts);
///                            if (t->link) promote that link, attach it to the outbox }
///
/// What is kept about the posts of a stranger outlives its link, so that nothing is lost or comes
/// twice when it comes back; of at most links_max strangers without a link, the newest.
class tentative_table {
 public:
  /// Tells links apart; the owner knows which is which.
  using link_number = std::uint64_t;

  struct addition {
    link_number link = 0;
    std::optional<link_number> replaced; ///< the link of the same node before: close it
    std::optional<link_number> evicted;  ///< the least recently created: close it, count it
  };
  struct taken {
    std::shared_ptr<post_state> posts;
    std::optional<link_number> link;
  };

  explicit tentative_table(tentative_options options = {}) noexcept : options_(options) {}

  /// For admission::posts_of() of a stranger; made at the first question.
  std::shared_ptr<post_state> posts_of(const node_id& node);
  /// A tentative link of that node is established.
  addition add(const node_id& node, time_point now);
  /// That link has ended, whatever the cause. Unknown numbers are ignored.
  void ended(link_number link) noexcept;
  /// The node is a member now: it is no stranger any more. Nothing if it was none.
  std::optional<taken> take(const node_id& node);

  /// A link whose time is over: close it. It is told once.
  std::optional<link_number> expired(time_point now);
  /// When expired() is due; `never` if there is no link.
  time_point next_deadline() const noexcept;

  std::size_t links() const noexcept;
  std::uint64_t evictions() const noexcept { return evictions_; }

 private:
  struct stranger {
    node_id node;
    std::shared_ptr<post_state> posts;
    std::optional<link_number> link;
    time_point expires = never;
  };
  using strangers = std::list<stranger>;

  strangers::iterator find(const node_id& node);
  strangers::iterator first_linked();
  void forget_oldest_without_link();

  tentative_options options_;
  strangers strangers_; // the least recently created first: links, and what is kept without one
  link_number last_link_ = 0;
  std::uint64_t last_epoch_ = std::uint64_t{1} << 63; // apart from those of members
  std::uint64_t evictions_ = 0;
};

} // namespace carrick::net
