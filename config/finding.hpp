#pragma once

#include <carrick/config/origin.hpp>
#include <carrick/core/status.hpp>

#include <string>
#include <vector>

namespace carrick::config {

/// Something wrong in the configuration: where, what, and what to do about it.
struct finding {
  origin where;
  std::string message; ///< `unknown key "porrt"`
  std::string hint;    ///< `did you mean "port"?`; may be empty
  carrick::code code = code::bad_config;

  friend bool operator==(const finding&, const finding&) = default;
};

/// `cluster.toml:24:3: unknown key "porrt"; did you mean "port"?`
std::string to_string(const finding& f);

/// Throws std::logic_error with a line for each: what value() does where findings are in its place.
[[noreturn]] void throw_unchecked(const std::vector<finding>& findings);

/// Collects findings, the first hundred; each is kept once.
class report {
 public:
  void add(const origin& where, std::string message, std::string hint = {});
  /// Takes them, those of files first, by line.
  std::vector<finding> take();

 private:
  std::vector<finding> findings_;
};

/// `did you mean "port"?`, or `<otherwise>: a, b, c`, or nothing if none is known.
std::string suggestion(std::string_view given, const std::vector<std::string>& known,
                       std::string_view otherwise);
/// What is shown of a value in a finding; the rest is cut.
inline constexpr std::size_t shown_bytes_max = 64;
/// In double quotes, control characters escaped, cut at shown_bytes_max.
std::string in_quotes(std::string_view text);

} // namespace carrick::config
