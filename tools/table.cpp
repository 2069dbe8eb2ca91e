#include <carrick/tools/table.hpp>

#include <carrick/core/ensure.hpp>
#include <carrick/core/utf8.hpp>
#include <carrick/tools/paint.hpp>

#include <algorithm>

namespace carrick::tools {
namespace {

constexpr std::string_view gap = "  ";

std::string padded(const std::string& cell, std::size_t width, bool right) {
  std::string spaces(width - width_of(cell), ' ');
  return right ? spaces + cell : cell + spaces;
}

void trim_end(std::string& line) {
  while (line.ends_with(' ')) line.pop_back();
}

} // namespace

std::size_t width_of(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

table::table(std::vector<std::string> headings) : right_(headings.size()) {
  rows_.push_back(std::move(headings));
}

void table::add(std::vector<std::string> cells) {
  ENSURE(cells.size() == right_.size());
  for (auto& cell : cells) cell = cell.empty() ? "-" : made_printable(cell);
  rows_.push_back(std::move(cells));
}

void table::align_right(std::size_t column) { right_[column] = true; }

std::string table::text(bool color) const {
  std::vector<std::size_t> widths(right_.size());
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  std::string out;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
      line.append(i == 0 ? "" : gap).append(padded(row[i], widths[i], right_[i]));
    trim_end(line);
    out += painted(line, paint::strong, color && &row == &rows_.front()) + "\n";
  }
  return out;
}

} // namespace carrick::tools
