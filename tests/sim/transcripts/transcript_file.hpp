#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace carrick::test::transcripts {

/// Commands, and what they are expected to write.
struct transcript_block {
  std::vector<std::string> head; ///< as it stands: commands, comments, empty lines
  std::size_t first_line = 1;    ///< of the head, in the file
  std::vector<std::string> output;
};

/// A scenario as a text for people:
///
///     # A sentence that says what it shows.
///
///     nodes 3
///     run until linked
///     ----
///       0.004 n1 link up: dialed n2
///
/// A block ends at an empty line; one that writes nothing has no divider.
struct transcript_file {
  std::vector<transcript_block> blocks;

  /// Throws std::runtime_error if the first line is no comment.
  static transcript_file parse(std::string_view text);
  std::string text() const;
};

/// Whether a line of a head is one: neither empty nor a comment.
bool is_command(std::string_view line);

std::string read_text(const std::filesystem::path& from);
void write_text(const std::filesystem::path& to, std::string_view text);

} // namespace carrick::test::transcripts
