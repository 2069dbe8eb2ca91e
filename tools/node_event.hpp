#pragma once

#include <carrick/serialization/message.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carrick::tools {

/// A step in the life of a node that `start` tells, and `up` of its children: text for people, or a
/// line of JSON with these fields.
struct node_event {
  /// listening, linked, waiting, ready, stopping, held_up, stopped, lost
  std::string event;
  std::string node;
  std::string address;             ///< listening: with the real port
  std::vector<std::string> actors; ///< listening: "store(kv.store)"
  std::vector<std::string> linked; ///< linked, ready: names of the nodes
  std::vector<std::string> lines;  ///< waiting: for whom and why; held_up: by what;
                                   ///< lost: how many lines before this one, and why
  double seconds = 0;              ///< since the node began to start, or to stop
  CARRICK_DATA(node_event, "carrick.tool.node_event", event, node, address, actors, linked, lines,
               seconds)
};

/// A line each; none for events that are for programs only (linked).
std::vector<std::string> text_of(const node_event& event);
/// Nothing for a text that is no event.
std::optional<node_event> parse_node_event(std::string_view json);

} // namespace carrick::tools
