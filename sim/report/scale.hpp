#pragma once

#include <carrick/core/time.hpp>
#include <carrick/sim/timeline.hpp>

#include <string>
#include <string_view>

namespace carrick::sim {

/// Where virtual time stands on the page: 0 at `left`, the end of the run at `left + width`. In
/// pixels.
class scale {
 public:
  explicit scale(duration length);

  static constexpr double left = 110;
  double width() const noexcept { return width_; }
  double right() const noexcept { return left + width_; }
  double at(duration when) const noexcept;

  /// A distance between marks that leaves them some 100 pixels apart: 1, 2 or 5 times a power of
  /// ten.
  duration step() const noexcept;

 private:
  double length_s_;
  double width_;
};

/// "12.5": pixels as SVG takes them.
std::string px(double value);
/// "1.204 s".
std::string seconds_text(duration d);
/// With <, >, & and quotes as HTML wants them.
std::string escaped(std::string_view text);
/// An SVG rectangle of a class with a tooltip.
std::string box(const scale& x, timeline::span during, double top, double height,
                std::string_view css, std::string_view tip);

} // namespace carrick::sim
