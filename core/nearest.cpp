#include <carrick/core/nearest.hpp>

#include <algorithm>
#include <numeric>

namespace carrick {
namespace {

/// Insertions, deletions, replacements and swaps of neighbours; no place is edited twice.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last.back();
}

} // namespace

std::string nearest(std::string_view given, const std::vector<std::string>& known) {
  std::size_t best = std::max<std::size_t>(1, given.size() / 3) + 1;
  std::string found;
  for (const auto& name : known) {
    auto distance = edit_distance(given, name);
    if (distance >= best) continue;
    best = distance;
    found = name;
  }
  return found;
}

} // namespace carrick
