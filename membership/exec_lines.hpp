#pragma once

#include <carrick/core/bytes.hpp>
#include <carrick/core/limits.hpp>
#include <carrick/core/result.hpp>
#include <carrick/membership/line_splitter.hpp>
#include <carrick/membership/update.hpp>

#include <map>
#include <optional>

namespace carrick::membership {

/// The members that a program prints, a JSON object a line, as a machine without I/O:
///
///     {"event":"snapshot","members":[{"node":"n1","addr":"10.0.0.1:7101"},...]}
///     {"event":"joined","node":"n4","addr":"10.0.0.4:7101","tags":{"zone":"b"}}
///     {"event":"left","node":"n4"}
///
/// "addresses":["...","..."] stands for more than one address. `joined` of a known node replaces
/// it, `left` of an unknown one changes nothing, empty lines mean nothing. A program that was
/// started again goes on from the list of the one before; a snapshot makes it right.
class exec_lines {
 public:
  static constexpr std::size_t line_bytes_max = 1 * limits::MiB;

  void feed(byte_span bytes) { lines_.feed(bytes); }
  /// What the next line says: the whole list, or what is wrong with the line, which then has no
  /// effect. Nothing: there is no whole line.
  std::optional<result<update>> next();
  /// Another program begins: the line that was begun is forgotten.
  void restart() noexcept { lines_.clear(); }

 private:
  result<update> take(const line_splitter::line& line);
  status apply(std::string_view line);
  update list() const;

  line_splitter lines_{line_bytes_max};
  std::map<node_id, configured_member> members_;
};

} // namespace carrick::membership
