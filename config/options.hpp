#pragma once

#include <carrick/config/tree_source.hpp>
#include <carrick/core/result.hpp>
#include <carrick/serialization/message_type.hpp>

#include <vector>

namespace carrick::config {

/// `bad_config` with one line a finding, each with its place.
status bad_options(const std::vector<value_finding>& findings);

/// What is wrong in a table of options of that type: the check of a known_actor_type.
template <options_type T>
std::vector<value_finding> check_options(value_source& table) {
  value_reader reader{table, "options"};
  T scratch{};
  build(scratch, reader);
  return reader.findings();
}

/// An actor's options from its table; what is missing keeps its default. `bad_config` as above.
template <options_type T>
result<T> bind_options(const value& table) {
  tree_source source{table};
  value_reader reader{source, "options"};
  result<T> out{std::in_place};
  build(*out, reader);
  if (!reader.findings().empty()) out = bad_options(reader.findings());
  return out;
}

} // namespace carrick::config
