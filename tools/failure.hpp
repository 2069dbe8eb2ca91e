#pragma once

#include <carrick/core/result.hpp>
#include <carrick/tools/exit_code.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carrick::tools {

/// Why a command ended without success, as its user reads it.
struct failure {
  /// None: wrong usage, of which there is no page to explain.
  std::optional<carrick::code> code;
  std::string message;
  std::vector<std::string> hints; ///< a line each
  exit_code exit = exit_code::negative;
};

template <class T>
using outcome = result<T, failure>;

/// Thrown only by outcome<T>::value() where nobody asked first.
[[noreturn]] void throw_unchecked(const failure& f);

failure usage_failure(std::string message, std::vector<std::string> hints = {});
/// The status' own message and hint; further lines of the message are hints.
failure failure_of(const status& why);
failure failure_of(const status& why, exit_code exit);

/// `did you mean kv.get?  It accepts: kv.get, kv.put`: the nearest and all of `known`, at most 20.
/// `introduction` is "It accepts"; a hint of its own says that there is none.
std::string near_names(std::string_view given, const std::vector<std::string>& known,
                       std::string_view introduction);

/// What is printed on stderr:
///
///     error[CRK0301]: n1/store has no handler "kv.gte"
///       did you mean kv.get?  It accepts: kv.get, kv.put
///       more: kv explain CRK0301   (exit 5)
std::string to_text(const failure& f, std::string_view program, bool color);
/// The same as one line of JSON: {"error":{"id","code","message","hints","exit"}}.
std::string to_json(const failure& f);
/// The inverse of to_json(); nothing for any other text.
std::optional<failure> parse_failure(std::string_view json);

} // namespace carrick::tools
