#include <carrick/sim/report/lanes.hpp>

#include <carrick/sim/report/scale.hpp>
#include <carrick/sim/subject.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

constexpr double lanes_top = 28, lane = 44, bar = 20, row = 9, gap = 26;

std::string span_text(timeline::span s) {
  return seconds_text(s.from) + " to " + seconds_text(s.to);
}

class picture {
 public:
  picture(const timeline& shown, const std::optional<violation>& found)
      : shown_(shown), found_(found), x_(shown.length) {}

  std::string text() {
    axis();
    names();
    for (const auto& each : shown_.faults) fault(each);
    for (const auto& each : shown_.lives) life(each);
    for (const auto& each : shown_.pauses)
      out_ += box(x_, each.during, bar_of(each.node), bar, "pause",
                  subject::name(each.node) + " did not run, " + span_text(each.during));
    for (const auto& each : shown_.drops) drop(each);
    pairs();
    if (found_) mark_violation();
    return "<svg width=\"" + px(x_.right() + 20) + "\" height=\"" + px(bottom()) + "\">\n" + out_ +
      "</svg>\n";
  }

 private:
  double lane_of(std::size_t node) const { return lanes_top + lane * static_cast<double>(node); }
  double bar_of(std::size_t node) const { return lane_of(node) + (lane - bar) / 2; }
  double pairs_top() const { return lane_of(shown_.nodes) + gap; }
  double bottom() const {
    auto n = static_cast<double>(shown_.nodes);
    return pairs_top() + row * n * (n - 1) / 2 + 20;
  }
  std::size_t row_of(std::size_t a, std::size_t b) const {
    return a * shown_.nodes - a * (a + 1) / 2 + (b - a - 1);
  }

  void words(double x, double y, std::string_view css, std::string_view text) {
    out_ += "<text class=\"" + std::string{css} + "\" x=\"" + px(x) + "\" y=\"" + px(y) + "\">" +
      escaped(text) + "</text>\n";
  }
  void line(double x, std::string_view css) {
    out_ += "<line class=\"" + std::string{css} + "\" x1=\"" + px(x) + "\" x2=\"" + px(x) +
      "\" y1=\"" + px(lanes_top - 8) + "\" y2=\"" + px(bottom() - 16) + "\"/>\n";
  }

  void axis() {
    for (duration at{}; at <= shown_.length; at += x_.step()) {
      line(x_.at(at), "grid");
      words(x_.at(at) + 3, 14, "axis", seconds_text(at));
    }
  }

  void names() {
    for (std::size_t n = 0; n < shown_.nodes; ++n)
      words(14, lane_of(n) + lane / 2 + 5, "name", subject::name(n));
    for (std::size_t a = 0; a < shown_.nodes; ++a)
      for (std::size_t b = a + 1; b < shown_.nodes; ++b)
        words(14, pairs_top() + row * static_cast<double>(row_of(a, b)) + row - 1, "pair",
              subject::name(a) + " - " + subject::name(b));
  }

  void life(const timeline::life& l) {
    out_ += box(x_, l.during, bar_of(l.node), bar, "life",
                subject::name(l.node) + " ran " + span_text(l.during));
    if (l.crashed) words(x_.at(l.during.to) - 5, bar_of(l.node) + bar - 4, "crash", "\u2715");
  }

  void fault(const timeline::fault& f) {
    auto tip = f.kind + ", " + span_text(f.during) + (f.text.empty() ? "" : ": " + f.text);
    auto during = f.during;
    for (auto node : f.nodes)
      if (node < shown_.nodes)
        out_ += box(x_, during, lane_of(node) + 2, lane - 4, "fault " + f.kind, tip);
    if (f.nodes.empty())
      out_ += box(x_, during, lanes_top, lane * static_cast<double>(shown_.nodes),
                  "fault " + f.kind, tip);
  }

  void drop(const timeline::drop& d) {
    out_ += box(x_, {d.at, d.at}, bar_of(d.node) + bar, 5, "drop",
                subject::name(d.node) + " lost a post: " + d.why + ", " + seconds_text(d.at));
  }

  void pairs() {
    for (const auto& l : shown_.links) {
      double y = pairs_top() + row * static_cast<double>(row_of(l.a, l.b));
      auto tip = subject::name(l.a) + " - " + subject::name(l.b) + " linked, " +
        span_text(l.during) + (l.why.empty() ? "" : "; ended: " + l.why);
      out_ += box(x_, l.during, y, row - 2, "link", tip);
    }
  }

  void mark_violation() {
    double x = x_.at(found_->at);
    line(x, "violation");
    words(x + 4, lanes_top - 10, "violation",
          found_->invariant + " at " + seconds_text(found_->at));
  }

  const timeline& shown_;
  const std::optional<violation>& found_;
  const scale x_;
  std::string out_;
};

} // namespace

std::string lanes_picture(const timeline& shown, const std::optional<violation>& found) {
  return picture{shown, found}.text();
}

} // namespace carrick::sim
