#pragma once

#include <carrick/actors/peer.hpp>
#include <carrick/actors/repeated_log.hpp>
#include <carrick/core/ids.hpp>
#include <carrick/core/status.hpp>
#include <carrick/net/outbox.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace carrick {

namespace net {
struct post_totals;
}
struct message_type;

/// The other side of a connection.
struct link_end {
  std::string name; ///< as it has said it; empty if it has not
  bool is_member = false;
  std::string address;
};

/// "n2 at 127.0.0.1:7102", or the address alone.
std::string to_string(const link_end& who);

/// What a node logs of things that may come by the thousand: losses, refusals, failed dials. Each
/// kind is told once, and then counted. Home loop.
class node_log {
 public:
  node_log(node_core& core, loop& where);

  // At the sender of posts.
  /// So many more posts to that peer were lost for that reason.
  void posts_lost(peer_record& to, carrick::code why, std::uint64_t count,
                  const std::optional<net::outbox::lost_post>& last);
  /// A post was refused by this node itself, after its actor had gone on.
  void post_not_taken(const peer& to, const net::message_head& post, const status& why);

  // At the receiver.
  /// `text` says why, for people; it is called when that is told.
  template <class Text>
  void post_refused(const node_id& from, endpoint to, carrick::code why, const Text& text) {
    const refusal now{from, to, why};
    if (now != last_) {
      last_ = now;
      last_kind_ = kind_of(now);
    }
    if (lines_.is_first(last_kind_)) lines_.warn("node", last_kind_ + ": " + text());
  }

  // Of links.
  void dial_failed(const peer_record& to, const status& why);
  /// A handshake that failed by somebody's fault, on this side or the other. `who` it is, as far as
  /// that is known: a member, or somebody at a host.
  void refused(const link_end& who, const status& why);
  /// A link that the other side has broken a rule on.
  void broken_off(const link_end& who, const status& why);
  /// A member is told each time.
  void leaves(const link_end& who, const status& why);
  void accepting_paused(const status& why);
  /// By that limit.
  void turned_away(const std::string& address, std::string_view limit, const status& why);
  void stranger_closed(const node_id& node, const std::string& address, const status& why);

  void stop() { lines_.stop(); }

 private:
  struct refusal {
    node_id from;
    endpoint to;
    carrick::code why = carrick::code::ok;
    friend bool operator==(const refusal&, const refusal&) = default;
  };

  void tell(std::string_view what, const link_end& who, const status& why);
  std::string kind_of(const refusal& what) const;
  std::string text_of(endpoint to) const;
  std::string text_of(const net::message_head& post) const;

  node_core& core_;
  repeated_log lines_;
  refusal last_;
  std::string last_kind_;
};

} // namespace carrick
