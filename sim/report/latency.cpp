#include <carrick/sim/report/lanes.hpp>
#include <carrick/sim/report/scale.hpp>
#include <carrick/sim/subject.hpp>

#include <algorithm>
#include <cmath>

namespace carrick::sim {
namespace {

constexpr double chart_top = 12, height = 220;
constexpr double least_s = 1e-4, most_s = 20; // of the scale

double y_of(duration took) {
  double s = std::clamp(std::chrono::duration<double>(took).count(), least_s, most_s);
  return chart_top + height * (1 - std::log(s / least_s) / std::log(most_s / least_s));
}

/// Verdicts of one meaning have one colour.
std::string_view css_of(code c) {
  switch (c) {
    case code::ok:
      return "ok";
    case code::deadline_exceeded:
      return "late";
    case code::unreachable:
    case code::link_lost:
    case code::draining:
      return "lost";
    default:
      return "other";
  }
}

std::string grid(const scale& x) {
  using namespace std::chrono_literals;
  std::string out;
  for (auto [at, name] : {std::pair<duration, const char*>{100us, "100 us"},
                          {1ms, "1 ms"},
                          {10ms, "10 ms"},
                          {100ms, "100 ms"},
                          {1s, "1 s"},
                          {10s, "10 s"}}) {
    auto y = px(y_of(at));
    out += "<line class=\"grid\" x1=\"" + px(scale::left) + "\" x2=\"" + px(x.right()) +
      "\" y1=\"" + y + "\" y2=\"" + y + "\"/>\n<text class=\"axis\" x=\"14\" y=\"" + y + "\">" +
      name + "</text>\n";
  }
  return out;
}

} // namespace

std::string latency_picture(const timeline& shown, const std::optional<violation>& found) {
  scale x{shown.length};
  std::string out = "<svg width=\"" + px(x.right() + 20) + "\" height=\"" +
    px(chart_top + height + 12) + "\">\n" + grid(x);
  for (const auto& r : shown.requests) {
    out.append("<circle class=\"").append(css_of(r.code)).append("\" r=\"2\" cx=\"");
    out.append(px(x.at(r.sent + r.took))).append("\" cy=\"").append(px(y_of(r.took)));
    out.append("\"><title>").append(subject::name(r.node)).append(" asked at ");
    out.append(seconds_text(r.sent)).append(", ").append(name_of(r.code)).append(" after ");
    out.append(seconds_text(r.took)).append("</title></circle>\n");
  }
  if (found) {
    auto at = px(x.at(found->at));
    out += "<line class=\"violation\" x1=\"" + at + "\" x2=\"" + at + "\" y1=\"0\" y2=\"" +
      px(chart_top + height) + "\"/>\n";
  }
  return out + "</svg>\n";
}

} // namespace carrick::sim
