#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace carrick::tools {

/// Rows under headings, in columns as wide as what they hold, two spaces apart: for people, and for
/// `awk`, since nothing else is drawn.
class table {
 public:
  explicit table(std::vector<std::string> headings);

  /// As many cells as there are headings; empty ones are shown as "-". What nodes told may stand in
  /// them: control characters are escaped.
  void add(std::vector<std::string> cells);
  /// Numbers stand at the right of their column.
  void align_right(std::size_t column);
  bool empty() const noexcept { return rows_.size() == 1; }

  /// `color` makes the headings strong.
  std::string text(bool color) const;

 private:
  std::vector<std::vector<std::string>> rows_; // the first is the headings
  std::vector<bool> right_;
};

/// How many columns of a terminal a UTF-8 text takes, one a code point.
std::size_t width_of(std::string_view text) noexcept;

} // namespace carrick::tools
