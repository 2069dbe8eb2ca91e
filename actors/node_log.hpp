#pragma once

#include <carrick/actors/peer.hpp>
#include <carrick/actors/repeated_log.hpp>
#include <carrick/core/ids.hpp>
#include <carrick/core/status.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace carrick {

namespace net {
struct post_totals;
}
struct message_type;

/// What a node logs of things that may come by the thousand: losses, refusals, failed dials. Each
/// kind is told once, and then counted. Home loop.
class node_log {
 public:
  node_log(node_core& core, loop& where);

  // At the sender of posts.
  /// So many more posts to that peer were lost for that reason.
  void posts_lost(const peer_record& to, carrick::code why, std::uint64_t count,
                  const net::post_totals& now);
  /// A post was refused by this node itself, after its actor had gone on.
  void post_not_taken(const peer& to, const message_type& type, const status& why);

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
  /// For good, by this side or the other; who it is, as far as it has said that.
  void refused(const std::string& who, const status& why, const std::string& line);
  void turned_away(const std::string& address, std::string_view why);
  void stranger_closed(const node_id& node, const std::string& address, const status& why);

  void stop() { lines_.stop(); }

 private:
  struct refusal {
    node_id from;
    endpoint to;
    carrick::code why = carrick::code::ok;
    friend bool operator==(const refusal&, const refusal&) = default;
  };

  std::string kind_of(const refusal& what) const;
  std::string text_of(endpoint to) const;

  node_core& core_;
  repeated_log lines_;
  refusal last_;
  std::string last_kind_;
};

} // namespace carrick
