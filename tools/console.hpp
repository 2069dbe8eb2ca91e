#pragma once

#include <carrick/tools/failure.hpp>
#include <carrick/tools/line_output.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace carrick::tools {

class table;

/// How data are printed: for people, as one JSON document, or as one document a line.
enum class output_format : unsigned char { text, json, jsonl };

struct console_options {
  output_format format = output_format::text;
  bool quiet = false;     ///< no notes
  bool color_out = false; ///< stdout takes colours
  bool color_err = false;
  bool progress = false; ///< stderr takes progress bars
};

/// Where a command speaks: data on stdout; notes, progress and errors on stderr. One thread.
class console {
 public:
  /// The descriptors stay the caller's.
  console(std::string program, console_options options, int out, int err);

  const std::string& program() const noexcept { return program_; }
  output_format format() const noexcept { return options_.format; }
  bool color_out() const noexcept { return options_.color_out; }
  bool color_err() const noexcept { return options_.color_err; }
  bool progress() const noexcept { return options_.progress; }
  bool quiet() const noexcept { return options_.quiet; }

  /// Data: one line, at once, so that a reader behind a pipe has it.
  void line(std::string_view text);
  /// Data as they are.
  void text(std::string_view text);
  /// Data that are a list: the table for people, one array of `json`, or a line each.
  void list(const table& rows, const std::vector<std::string>& json);

  /// For people, unless quiet.
  void note(std::string_view text);
  /// For people and always.
  void warn(std::string_view text);
  /// What moves on a terminal: no line, and not missed if it gets lost.
  void draw(std::string_view text);
  /// As fail() prints it, with its line ends.
  std::string text_of(const failure& why) const;
  /// Prints it and returns its exit code.
  int fail(const failure& why);

  /// For a reader that is a program of ours: from now on stdout is this console's alone, and what
  /// others in this process print there, such as actors, goes to stderr, so that it stands neither
  /// among our lines nor inside one. Before hold_nobody_up(). Throws std::system_error when there
  /// is no descriptor for it.
  void take_stdout();
  /// For a program that does not live to print: from now on no line waits for its reader for longer
  /// than a second. What was lost is told when there is room again, by the line that `out` makes
  /// for stdout, and by a note on stderr.
  void hold_nobody_up(std::function<std::string(const lost_lines&)> out);
  /// Data could not be printed, so that going on is in vain. Never with hold_nobody_up().
  bool in_vain() const noexcept;
  /// The command is over, with that exit code. If data could not be printed it says so and makes a
  /// success a failure; with hold_nobody_up() it only says so.
  int finish(int exit);

 private:
  std::string program_;
  console_options options_;
  net::unique_fd taken_; // what stdout was
  line_output out_;
  line_output err_;
};

} // namespace carrick::tools
