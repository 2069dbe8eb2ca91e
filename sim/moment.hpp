#pragma once

#include <carrick/sim/observation.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carrick::sim {

/// What a node does that a fault may be aimed at.
enum class moment : unsigned char {
  none,
  handshake,       ///< it has a connection, accepted or dialed, whose handshake begins
  link,            ///< a link carries messages from now on
  link_end,        ///< a link has ended
  request,         ///< a handler of it begins with a request
  answer,          ///< an asker on it gets an answer
  post,            ///< a post is handed out on it
  acknowledgement, ///< posts of it are acknowledged
  stream,          ///< it accepts a stream
  item,            ///< it gets an item of a stream
  cancel,          ///< a handler of it hears that its asker has given up
  member,          ///< an actor of it is told of a member
  start,           ///< a process of it begins
};
inline constexpr auto last_moment = moment::start;

/// "handshake", ...; "none".
std::string_view name_of(moment what) noexcept;
/// Those that are something: all but "none".
bool parse_moment(std::string_view name, moment& out) noexcept;
std::vector<std::string> moment_names();
/// Of the life of links and nodes: seldom, next to messages.
bool is_rare(moment what) noexcept;

struct seen_moment {
  moment what = moment::none;
  std::size_t node = 0;
  std::optional<std::size_t> with{}; ///< the other node, where it is known
};
/// What of it a fault may be aimed at; `none`: nothing.
seen_moment moment_of(const observation& what) noexcept;

} // namespace carrick::sim
