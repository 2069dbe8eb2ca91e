#pragma once

#include <carrick/core/status.hpp>
#include <carrick/membership/machine.hpp>

#include <string>
#include <vector>

namespace carrick::test {

inline node_id id(std::string_view text) { return node_id::parse(text).value(); }

/// A member at its own address.
inline membership::configured_member configured(std::string_view name) {
  return {id(name), {std::string{name} + ":1"}, {}};
}

/// A list of members, each at its own address.
inline membership::update members(std::initializer_list<std::string_view> names) {
  membership::update out;
  for (auto name : names) out.push_back(configured(name));
  return out;
}

/// Events as lines() has them.
using transcript = std::vector<std::string>;

/// The events as lines, "joined n2 (joined, n2:1)".
inline transcript lines(const std::vector<member_event>& events) {
  transcript out;
  for (const auto& event : events) out.push_back(to_string(event));
  return out;
}

/// Takes all events that wait.
inline std::vector<member_event> take(membership::machine& from) {
  std::vector<member_event> out;
  while (auto event = from.next()) out.push_back(std::move(*event));
  return out;
}

/// How a call to a source fails.
inline const status connection_refused{code::unreachable, "connection refused"};

} // namespace carrick::test
