#include "line_diff.hpp"

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <vector>

namespace carrick::test::transcripts {
namespace {

constexpr std::size_t around = 3;

struct step {
  char sign; ///< ' ', '-', '+'
  std::string line;
  std::size_t before, after; ///< lines of either text that are above it
};

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  std::istringstream in{std::string{text}};
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

/// Lengths of the longest common subsequences of what follows each pair of lines.
std::vector<std::vector<std::size_t>> common(const std::vector<std::string>& a,
                                             const std::vector<std::string>& b) {
  std::vector length(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (auto i = a.size(); i-- > 0;)
    for (auto j = b.size(); j-- > 0;)
      length[i][j] =
        a[i] == b[j] ? length[i + 1][j + 1] + 1 : std::max(length[i + 1][j], length[i][j + 1]);
  return length;
}

std::vector<step> steps_of(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  const auto length = common(a, b);
  std::vector<step> out;
  for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      out.push_back({' ', a[i], i, j});
      ++i, ++j;
    } else if (i < a.size() && (j == b.size() || length[i + 1][j] >= length[i][j + 1])) {
      out.push_back({'-', a[i], i, j});
      ++i;
    } else {
      out.push_back({'+', b[j], i, j});
      ++j;
    }
  }
  return out;
}

bool near_change(const std::vector<step>& steps, std::size_t at) {
  const auto from = at < around ? 0 : at - around;
  const auto to = std::min(at + around + 1, steps.size());
  for (auto i = from; i < to; ++i)
    if (steps[i].sign != ' ') return true;
  return false;
}

} // namespace

std::string unified_diff(std::string_view before, std::string_view after) {
  const auto steps = steps_of(lines_of(before), lines_of(after));
  std::string out;
  bool in_hunk = false;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const bool shown = near_change(steps, i);
    if (shown && !in_hunk)
      out += "@@ -" + std::to_string(steps[i].before + 1) + " +" +
        std::to_string(steps[i].after + 1) + " @@\n";
    if (shown) out += steps[i].sign + steps[i].line + '\n';
    in_hunk = shown;
  }
  return out;
}

} // namespace carrick::test::transcripts
