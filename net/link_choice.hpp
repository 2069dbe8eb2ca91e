#pragma once

#include <carrick/core/ids.hpp>
#include <carrick/core/status.hpp>
#include <carrick/core/time.hpp>
#include <carrick/net/handshake.hpp>

#include <optional>
#include <string_view>

namespace carrick::net {

/// The established link of a peer, as the judge of a newcomer sees it.
struct standing_link {
  carrick::incarnation incarnation;
  time_point established_at;
  time_point last_heard;
  std::string_view from; ///< its remote address, for the reader of a refusal
};

/// Which connection of a pair stays, from the view of one newcomer: a machine without I/O
/// (docs/protocol.md, section 3). `standing` is empty while there is no other link to that node.
class link_choice {
 public:
  /// What is to be done with the standing link, besides answering.
  enum class step : unsigned char { none, ping, end };

  struct judgement {
    admission::verdict verdict = admission::verdict::accept;
    step standing = step::none;
    status why;            ///< of a refusal, or for ending the standing link
    bool temporary = true; ///< of a refusal
  };

  /// Whether a process of that incarnation may go on. Another process of the same node id waits
  /// until the standing link has answered a ping, or has been silent for a second and is ended.
  judgement known(const std::optional<standing_link>& standing, incarnation newcomer,
                  time_point now);
  /// Whether this is the connection to keep. Decided by the primary: of two connections that came
  /// up within two seconds the first, else the newcomer, since the other side has given up the old
  /// one.
  judgement established(const std::optional<standing_link>& standing, bool primary,
                        time_point now) const;
  /// Whether a handshake that waits for the primary's decision is pointless, since another
  /// connection was established that began later: the decision may be under way, but is older.
  static bool is_overtaken(bool primary, time_point began, time_point established_began) noexcept {
    return !primary && began < established_began;
  }

 private:
  time_point probing_since_ = never;
};

} // namespace carrick::net
