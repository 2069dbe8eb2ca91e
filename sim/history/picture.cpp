#include <carrick/sim/history/picture.hpp>

#include <carrick/core/utf8.hpp>
#include <carrick/sim/report/scale.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace carrick::sim {
namespace {

constexpr double lane_height = 44, bar_height = 26, picture_top = 10, letter = 6.6, padding = 14;
constexpr double column_min = 46, left_min = 60;
constexpr std::size_t label_max = 42; // letters; all of it is in the tooltip

constexpr std::string_view picture_style =
  "<style>.h-name{fill:var(--ink,#23272e);font:600 12px system-ui}"
  ".h-lane{stroke:var(--rule,#e4e4dd)}.h-bar{fill:var(--life,#6c9bd2)}"
  ".h-open{fill:var(--warn,#e8a33d)}.h-last{fill:var(--bad,#d1495b)}"
  ".h-text{fill:#fff;font:11px ui-monospace,monospace}</style>\n";

/// Where everything stands: columns are the beginnings and ends that there are, in their order.
class history_layout {
 public:
  explicit history_layout(const wrong_part& part) {
    std::set<std::uint64_t> places;
    std::size_t name_letters = 0;
    for (const auto& line : part.lines) {
      places.insert(line.call.invoked);
      if (ends(line)) places.insert(line.call.returned);
      name_letters = std::max(name_letters, line.call.client.size());
    }
    for (auto place : places) columns_.try_emplace(place, columns_.size());
    for (const auto& line : part.lines) lane_of_.push_back(lane_for(line));
    left_ = std::max(left_min, static_cast<double>(name_letters) * 7.5 + 2 * padding);
    for (const auto& line : part.lines) widen(line);
  }

  static bool ends(const wrong_part::line& line) {
    return line.call.outcome == call_outcome::answered;
  }
  static std::string label(const wrong_part::line& line) {
    auto text = line.asked + (ends(line) ? " -> " + line.got : " ?");
    if (text.size() <= label_max) return text;
    return std::string{cut_text(text, label_max)} + "...";
  }
  double begin(const wrong_part::line& line) const { return x(columns_.at(line.call.invoked)); }
  double end(const wrong_part::line& line) const { return x(last_column(line)); }
  double top(std::size_t line) const { return lane_top(lane_of_[line]); }
  static double lane_top(std::size_t lane) {
    return picture_top + static_cast<double>(lane) * lane_height;
  }
  double width() const { return x(columns_.size()) + padding; }
  double height() const { return lane_top(lanes_.size()) + picture_top; }
  std::size_t lanes() const { return lanes_.size(); }
  const std::string& client(std::size_t which) const { return lanes_[which].client; }

 private:
  struct lane {
    std::string client;
    std::size_t free_from; // column
  };

  std::size_t last_column(const wrong_part::line& line) const {
    return ends(line) ? columns_.at(line.call.returned) : columns_.size();
  }
  /// A client has more than one where calls of its own overlap.
  std::size_t lane_for(const wrong_part::line& line) {
    const auto from = columns_.at(line.call.invoked);
    auto fits = std::find_if(lanes_.begin(), lanes_.end(), [&](const lane& each) {
      return each.client == line.call.client && each.free_from <= from;
    });
    if (fits == lanes_.end()) fits = lanes_.insert(lanes_.end(), {line.call.client, 0});
    fits->free_from = last_column(line);
    return static_cast<std::size_t>(fits - lanes_.begin());
  }
  double x(std::size_t column) const { return left_ + static_cast<double>(column) * column_; }
  void widen(const wrong_part::line& line) {
    const auto from = columns_.at(line.call.invoked);
    const auto across = std::max<std::size_t>(1, last_column(line) - from);
    const auto wanted = static_cast<double>(label(line).size()) * letter + padding;
    column_ = std::max(column_, wanted / static_cast<double>(across));
  }

  std::vector<lane> lanes_;
  std::vector<std::size_t> lane_of_;             // of each line
  std::map<std::uint64_t, std::size_t> columns_; // by place in the history
  double left_ = left_min, column_ = column_min;
};

std::string bar_of(const history_layout& at, const wrong_part& part, std::size_t which) {
  const auto& line = part.lines[which];
  const auto* css = line.is_last ? "h-last" : history_layout::ends(line) ? "h-bar" : "h-open";
  const auto from = at.begin(line), top = at.top(which) + (lane_height - bar_height) / 2;
  const auto width = std::max(4.0, at.end(line) - from - 4);
  auto tip = line.call.client + ", from " + seconds_text(line.call.invoked_at) + ": " + line.asked;
  tip += history_layout::ends(line) ? " -> " + line.got : ": no answer";
  std::string out = "<g><title>" + escaped(tip) + "</title><rect class=\"";
  out.append(css).append("\" x=\"").append(px(from)).append("\" y=\"").append(px(top));
  out.append("\" width=\"").append(px(width)).append("\" height=\"").append(px(bar_height));
  out.append("\" rx=\"3\"/><text class=\"h-text\" x=\"").append(px(from + padding / 2));
  out.append("\" y=\"").append(px(top + bar_height / 2 + 4)).append("\">");
  return out + escaped(history_layout::label(line)) + "</text></g>\n";
}

} // namespace

std::string history_picture(const wrong_part& part) {
  const history_layout at{part};
  std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + px(at.width()) +
    "\" height=\"" + px(at.height()) + "\">\n" + std::string{picture_style};
  for (std::size_t lane = 0; lane < at.lanes(); ++lane) {
    const auto middle = history_layout::lane_top(lane) + lane_height / 2;
    out += "<line class=\"h-lane\" x1=\"0\" x2=\"" + px(at.width()) + "\" y1=\"" + px(middle) +
      "\" y2=\"" + px(middle) + "\"/>\n<text class=\"h-name\" x=\"" + px(padding / 2) + "\" y=\"" +
      px(middle - 6) + "\">" + escaped(at.client(lane)) + "</text>\n";
  }
  for (std::size_t i = 0; i < part.lines.size(); ++i) out += bar_of(at, part, i);
  return out + "</svg>\n";
}

} // namespace carrick::sim
