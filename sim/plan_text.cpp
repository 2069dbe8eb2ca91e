#include <carrick/sim/plan_text.hpp>

#include <carrick/config/toml_text.hpp>
#include <carrick/config/value.hpp>
#include <carrick/core/quantity.hpp>
#include <carrick/sim/subject.hpp>

#include <algorithm>
#include <array>

namespace carrick::sim {
namespace {

using config::value;

/// The keys of a part of a plan: one list for printing and reading.
template <class Visitor>
void describe(Visitor& v, path_options& p) {
  v.time("delay", p.delay);
  v.time("jitter", p.jitter);
  v.share("tail", p.tail);
  v.time("tail_max", p.tail_max);
  v.size("bytes_per_second", p.bytes_per_second, 0);
  v.size("window", p.window, 1);
  v.size("piece_max", p.piece_max, 0);
  v.share("reset", p.reset);
  v.share("corrupt", p.corrupt);
}

template <class Visitor>
void describe(Visitor& v, dial_options& d) {
  v.share("refused", d.refused);
  v.share("unanswered", d.unanswered);
  v.share("late", d.late);
  v.time("late_max", d.late_max);
}

template <class Visitor>
void describe(Visitor& v, fault& f) {
  v.kind("kind", f.kind);
  v.time("at", f.at);
  v.moment("on", f.aimed.on);
  v.count("count", f.aimed.count);
  v.time("after", f.aimed.after);
  v.time("length", f.length);
  v.nodes("nodes", f.nodes);
  v.how("how", f.how);
  v.signed_time("by", f.by);
  describe(v, f.path);
  describe(v, f.dials);
}

constexpr std::array<std::string_view, 2> deaths{"reset", "silent"};

/// Every key of a part as a line.
class printer {
 public:
  void kind(std::string_view key, fault_kind k) { line(key, config::toml_string(name_of(k))); }
  void moment(std::string_view key, sim::moment m) { line(key, config::toml_string(name_of(m))); }
  void count(std::string_view key, std::uint64_t n) { line(key, std::to_string(n)); }
  void time(std::string_view key, duration d) {
    line(key, config::toml_string(format_duration(d)));
  }
  void signed_time(std::string_view key, duration d) { time(key, d); }
  void share(std::string_view key, double share) { line(key, config::toml_text({share, {}})); }
  void size(std::string_view key, std::uint64_t bytes, std::uint64_t) {
    line(key, config::toml_string(format_size(bytes)));
  }
  void how(std::string_view key, death d) {
    line(key, config::toml_string(deaths[static_cast<std::size_t>(d)]));
  }
  void nodes(std::string_view key, const std::vector<std::size_t>& which) {
    std::string list;
    for (auto node : which)
      list += (list.empty() ? "" : ", ") + config::toml_string(subject::name(node));
    line(key, "[" + list + "]");
  }

  const std::vector<std::string>& lines() const noexcept { return lines_; }

 private:
  void line(std::string_view key, const std::string& held) {
    lines_.push_back(std::string{key} + " = " + held + "\n");
  }

  std::vector<std::string> lines_;
};

template <class Part>
std::vector<std::string> lines_of(Part part) {
  printer all;
  describe(all, part);
  return all.lines();
}

/// The lines that differ from those of a default, and the kind always.
template <class Part>
std::string text_of(const Part& part) {
  std::string out;
  auto defaults = lines_of(Part{});
  auto lines = lines_of(part);
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i] != defaults[i] || lines[i].starts_with("kind")) out += lines[i];
  return out;
}

/// Fills a part from a table and complains of everything that has no place.
class reader {
 public:
  reader(const value& table, std::size_t nodes_max, config::report& to)
      : table_(table), nodes_max_(nodes_max), report_(to) {}

  template <class Part>
  void read(Part& part) {
    describe(*this, part);
    for (const auto& entry : *table_.as<value::table>())
      if (std::find(asked_.begin(), asked_.end(), entry.key) == asked_.end())
        report_.add(entry.where, "unknown key " + config::in_quotes(entry.key),
                    config::suggestion(entry.key, asked_, "the keys are"));
  }

  void kind(std::string_view key, fault_kind& to) {
    auto* text = find_text(key, "a kind of fault");
    if (text == nullptr) {
      if (table_.find(key) == nullptr) report_.add(table_.where(), "a fault without a kind");
      return;
    }
    if (parse_fault_kind(*text, to)) return;
    std::vector<std::string> known;
    for (int k = 0; k <= static_cast<int>(last_fault_kind); ++k)
      known.emplace_back(name_of(static_cast<fault_kind>(k)));
    report_.add(table_.find(key)->where(), "unknown kind " + config::in_quotes(*text),
                config::suggestion(*text, known, "the kinds are"));
  }
  void moment(std::string_view key, sim::moment& to) {
    auto* text = find_text(key, "something to wait for");
    if (text == nullptr || parse_moment(*text, to)) return;
    report_.add(table_.find(key)->where(), "nothing to wait for: " + config::in_quotes(*text),
                config::suggestion(*text, moment_names(), "there are"));
  }
  void count(std::string_view key, std::uint64_t& to) {
    auto* found = find(key);
    if (found == nullptr) return;
    auto* number = found->as<std::int64_t>();
    if (number == nullptr)
      return wrong(key, "is " + std::string{kind_of(*found)} + ", not a number");
    if (*number < 1) return wrong(key, "must be at least 1");
    to = static_cast<std::uint64_t>(*number);
  }
  void time(std::string_view key, duration& to) {
    signed_time(key, to);
    if (to < duration::zero()) wrong(key, "is negative");
  }
  void signed_time(std::string_view key, duration& to) {
    if (auto* text = find_text(key, "a duration")) quantity(key, parse_duration(*text), to);
  }
  template <class Size>
  void size(std::string_view key, Size& to, std::uint64_t least) {
    auto* text = find_text(key, "a size");
    if (text == nullptr) return;
    std::size_t bytes = 0;
    quantity(key, parse_size(*text), bytes);
    if (bytes < least) return wrong(key, "must be at least " + format_size(least));
    to = bytes;
  }
  void share(std::string_view key, double& to) {
    auto* found = find(key);
    if (found == nullptr) return;
    auto* number = found->as<double>();
    auto* whole = found->as<std::int64_t>();
    if (number == nullptr && whole == nullptr)
      return wrong(key, "is " + std::string{kind_of(*found)} + ", not a share from 0 to 1");
    double share = number != nullptr ? *number : static_cast<double>(*whole);
    if (!(share >= 0 && share <= 1)) return wrong(key, "is not from 0 to 1");
    to = share;
  }
  void how(std::string_view key, death& to) {
    auto* text = find_text(key, "a way to die");
    if (text == nullptr) return;
    auto known = std::find(deaths.begin(), deaths.end(), *text);
    if (known == deaths.end()) return wrong(key, "is neither \"reset\" nor \"silent\"");
    to = static_cast<death>(known - deaths.begin());
  }
  void nodes(std::string_view key, std::vector<std::size_t>& to) {
    auto* found = find(key);
    if (found == nullptr) return;
    auto* list = found->as<value::array>();
    if (list == nullptr) return wrong(key, "is not a list of nodes");
    for (const auto& each : *list) node(each, to);
  }

 private:
  const value* find(std::string_view key) {
    asked_.emplace_back(key);
    return table_.find(key);
  }
  const std::string* find_text(std::string_view key, std::string_view wanted) {
    auto* found = find(key);
    if (found == nullptr) return nullptr;
    if (auto* text = found->as<std::string>()) return text;
    wrong(key, "is " + std::string{kind_of(*found)} + ", not " + std::string{wanted});
    return nullptr;
  }
  void wrong(std::string_view key, const std::string& what) {
    report_.add(table_.find(key)->where(), std::string{key} + " " + what);
  }
  template <class T>
  void quantity(std::string_view key, const result<T, problem>& got, T& to) {
    if (got)
      to = *got;
    else
      report_.add(table_.find(key)->where(), std::string{key} + ": " + got.error().message,
                  got.error().hint);
  }
  void node(const value& each, std::vector<std::size_t>& to) {
    auto* name = each.as<std::string>();
    for (std::size_t i = 0; name != nullptr && i < nodes_max_; ++i)
      if (subject::name(i) == *name) return to.push_back(i);
    report_.add(each.where(), "not a node of the simulation",
                "they are \"n1\" to \"" + subject::name(nodes_max_ - 1) + "\"");
  }

  const value& table_;
  std::size_t nodes_max_;
  config::report& report_;
  std::vector<std::string> asked_;
};

void read_fault(const value& table, std::size_t nodes, fault& to, config::report& report) {
  reader{table, nodes, report}.read(to);
  const auto* listed = table.find("nodes");
  const auto* nodes_of = listed != nullptr ? listed->as<value::array>() : nullptr;
  if (listed == nullptr || (nodes_of != nullptr && nodes_of->empty()))
    report.add(table.where(), "a fault without nodes", "say which: nodes = [\"n1\"]");
  if (table.find("on") != nullptr) return;
  for (std::string_view key : {"count", "after"})
    if (const auto* found = table.find(key))
      report.add(found->where(), std::string{key} + " without on", "say of what: on = \"link\"");
}

/// What of a plan's table is neither path nor faults.
void read_plan(const value& root, std::size_t nodes, fault_plan& plan, config::report& report) {
  for (const auto& entry : *root.as<value::table>()) {
    if (entry.key == "path" && entry.held.as<value::table>() != nullptr) {
      reader{entry.held, nodes, report}.read(plan.path);
    } else if (entry.key == "fault" && entry.held.as<value::array>() != nullptr) {
      for (const auto& each : *entry.held.as<value::array>()) {
        if (each.as<value::table>() == nullptr) {
          report.add(each.where(), "a fault is a table");
          continue;
        }
        read_fault(each, nodes, plan.faults.emplace_back(), report);
      }
    } else {
      report.add(entry.where, config::in_quotes(entry.key) + " has no place here",
                 "a plan has one table [path] and any number of [[fault]]");
    }
  }
  std::stable_sort(plan.faults.begin(), plan.faults.end(),
                   [](const fault& a, const fault& b) { return a.at < b.at; });
}

} // namespace

std::string print(const fault_plan& plan) {
  std::string out = "[path]\n" + text_of(plan.path);
  for (const auto& each : plan.faults) out += "\n[[fault]]\n" + text_of(each);
  return out;
}

std::variant<fault_plan, std::vector<config::finding>> parse_plan(std::string_view text,
                                                                  const std::string& name,
                                                                  std::size_t nodes) {
  auto parsed = config::parse_toml(text, name);
  if (auto* why = std::get_if<config::finding>(&parsed)) return std::vector{*why};
  fault_plan plan;
  config::report report;
  read_plan(std::get<value>(parsed), nodes, plan, report);
  auto findings = report.take();
  if (!findings.empty()) return findings;
  return plan;
}

} // namespace carrick::sim
