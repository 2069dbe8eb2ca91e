#pragma once

#include <carrick/tools/failure.hpp>

#include <iosfwd>
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
  console(std::string program, console_options options);
  console(std::string program, console_options options, std::ostream& out, std::ostream& err);

  const std::string& program() const noexcept { return program_; }
  output_format format() const noexcept { return options_.format; }
  bool color_out() const noexcept { return options_.color_out; }
  bool color_err() const noexcept { return options_.color_err; }
  bool progress() const noexcept { return options_.progress; }
  bool quiet() const noexcept { return options_.quiet; }

  /// Data: one line, flushed, so that a reader behind a pipe has it at once.
  void line(std::string_view text);
  /// Data as they are.
  void text(std::string_view text);
  /// Data that are a list: the table for people, one array of `json`, or a line each.
  void list(const table& rows, const std::vector<std::string>& json);

  /// For people, unless quiet.
  void note(std::string_view text);
  /// For people and always.
  void warn(std::string_view text);
  /// Prints it and returns its exit code.
  int fail(const failure& why);

  std::ostream& err() noexcept { return err_; }

 private:
  std::string program_;
  console_options options_;
  std::ostream& out_;
  std::ostream& err_;
};

} // namespace carrick::tools
