#include <carrick/core/nearest.hpp>

#include <algorithm>
#include <numeric>

namespace carrick {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t above = row[j];
      std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above + 1, row[j - 1] + 1, replaced});
      diagonal = above;
    }
  }
  return row.back();
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
