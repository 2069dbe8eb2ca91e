#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace carrick::bench {

struct point {
  double x, y; ///< not below zero
};

/// b of the y = a x^b that fits best by least squares of the logarithms. Points at x = 0 do not
/// count.
inline double exponent_of(const std::vector<point>& points) {
  double n = 0, sum_x = 0, sum_y = 0, sum_xx = 0, sum_xy = 0;
  for (const auto& p : points) {
    if (p.x <= 0 || p.y <= 0) continue;
    const auto x = std::log(p.x), y = std::log(p.y);
    n += 1, sum_x += x, sum_y += y, sum_xx += x * x, sum_xy += x * y;
  }
  const auto spread = n * sum_xx - sum_x * sum_x;
  return spread == 0 ? 0 : (n * sum_xy - sum_x * sum_y) / spread;
}

/// The largest exponent between two neighbouring points.
inline double largest_step_of(const std::vector<point>& points) {
  double largest = -1;
  for (std::size_t i = 1; i < points.size(); ++i)
    if (points[i - 1].x > 0) largest = std::max(largest, exponent_of({points[i - 1], points[i]}));
  return largest;
}

} // namespace carrick::bench
