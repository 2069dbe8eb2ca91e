#include <carrick/sim/report/scale.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace carrick::sim {
namespace {

constexpr double width_min = 1100, width_max = 12'000, pixels_a_second = 9, mark_distance = 100;

double seconds(duration d) { return std::chrono::duration<double>(d).count(); }

} // namespace

scale::scale(duration length)
    : length_s_(std::max(seconds(length), 1e-6)),
      width_(std::clamp(length_s_ * pixels_a_second, width_min, width_max)) {}

double scale::at(duration when) const noexcept {
  return left + std::clamp(seconds(when) / length_s_, 0.0, 1.0) * width_;
}

duration scale::step() const noexcept {
  double wanted = length_s_ * mark_distance / width_;
  double power = std::pow(10.0, std::floor(std::log10(wanted)));
  for (double factor : {1.0, 2.0, 5.0, 10.0})
    if (factor * power >= wanted)
      return std::chrono::duration_cast<duration>(std::chrono::duration<double>(factor * power));
  return std::chrono::duration_cast<duration>(std::chrono::duration<double>(wanted));
}

std::string px(double value) {
  std::array<char, 32> text;
  return {text.data(),
          static_cast<std::size_t>(std::snprintf(text.data(), text.size(), "%.1f", value))};
}

std::string seconds_text(duration d) {
  std::array<char, 32> text;
  return {text.data(),
          static_cast<std::size_t>(std::snprintf(text.data(), text.size(), "%.3f s", seconds(d)))};
}

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string box(const scale& x, timeline::span during, double top, double height,
                std::string_view css, std::string_view tip) {
  double from = x.at(during.from);
  double width = std::max(1.0, x.at(during.to) - from);
  std::string out = "<rect class=\"";
  out.append(css).append("\" x=\"").append(px(from)).append("\" y=\"").append(px(top));
  out.append("\" width=\"").append(px(width)).append("\" height=\"").append(px(height));
  out.append("\"><title>").append(escaped(tip)).append("</title></rect>\n");
  return out;
}

} // namespace carrick::sim
