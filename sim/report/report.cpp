#include <carrick/sim/report/report.hpp>

#include <carrick/sim/report/lanes.hpp>
#include <carrick/sim/report/scale.hpp>
#include <carrick/sim/subject.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

constexpr std::size_t lines_max = 200;

constexpr std::string_view page_head = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>carrick simulation</title><style>
:root { --paper: #fbfbf8; --ink: #23272e; --soft: #8a919c; --rule: #e4e4dd; --life: #6c9bd2; --link: #4fae7b; --bad: #d1495b; --warn: #e8a33d; }
@media (prefers-color-scheme: dark) { :root { --paper: #1b1e23; --ink: #dfe3e8; --soft: #7d8590; --rule: #30353d; } }
body { margin: 0; padding: 28px 32px 60px; background: var(--paper); color: var(--ink); font: 14px/1.5 system-ui, sans-serif; }
h1 { font-size: 20px; margin: 0 0 4px; } h2 { font-size: 14px; margin: 28px 0 6px; color: var(--soft); font-weight: 600; }
.verdict { display: inline-block; padding: 3px 10px; border-radius: 4px; color: #fff; background: var(--link); margin: 8px 0; }
.verdict.bad { background: var(--bad); }
dl { display: flex; flex-wrap: wrap; gap: 4px 28px; margin: 8px 0; } dt { color: var(--soft); font-size: 12px; } dd { margin: 0; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; border: 1px solid var(--rule); border-radius: 6px; }
svg { display: block; } rect { rx: 2; }
.grid { stroke: var(--rule); } .axis { fill: var(--soft); font-size: 11px; } .name { fill: var(--ink); font-weight: 600; }
.pair { fill: var(--soft); font-size: 8px; } .life { fill: var(--life); } .pause { fill: var(--paper); opacity: .65; stroke: var(--warn); }
.link { fill: var(--link); } .drop { fill: var(--bad); } .crash { fill: var(--bad); font-size: 18px; font-weight: 700; }
.fault { fill: var(--warn); opacity: .16; } .fault.partition, .fault.one_way, .fault.clog, .fault.swizzle { fill: var(--bad); opacity: .15; }
.fault:hover { opacity: .5; } line.violation { stroke: var(--bad); stroke-width: 2; } text.violation { fill: var(--bad); font-weight: 700; }
circle.ok { fill: var(--life); opacity: .5; } circle.late { fill: var(--warn); } circle.lost { fill: var(--bad); } circle.other { fill: var(--soft); }
.key span { margin-right: 16px; } .key i { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 5px; }
pre { font: 12px/1.45 ui-monospace, monospace; border: 1px solid var(--rule); border-radius: 6px; padding: 10px 14px; overflow: auto; max-height: 420px; }
</style></head><body>
)";

std::string figure(std::string_view name, const std::string& held) {
  return "<div><dt>" + std::string{name} + "</dt><dd>" + escaped(held) + "</dd></div>\n";
}

std::string figures(const outcome& run) {
  auto number = [](std::uint64_t n) { return std::to_string(n); };
  return "<dl>" + figure("seed", number(run.seed)) + figure("nodes", number(run.nodes)) +
    figure("virtual time", seconds_text(run.elapsed)) + figure("events", number(run.events)) +
    figure("deliveries", number(run.deliveries)) + figure("faults", number(run.faults)) +
    figure("requests", number(run.requests)) + figure("posts", number(run.posts)) +
    figure("items", number(run.items)) + "</dl>\n";
}

std::string key() {
  std::string out = "<p class=\"key\">";
  for (auto [color, name] : {std::pair{"--life", "runs; answered"},
                             {"--link", "linked"},
                             {"--warn", "fault; deadline passed"},
                             {"--bad", "cut off, crash, loss"},
                             {"--soft", "refused otherwise"}})
    out += std::string{"<span><i style=\"background:var("} + color + ")\"></i>" + name + "</span>";
  return out + "</p>\n";
}

std::string verdict(const outcome& run) {
  if (!run.found) return "<p class=\"verdict\">every invariant held</p>\n";
  return "<p class=\"verdict bad\">" + escaped(run.found->invariant) + " broken at " +
    seconds_text(run.found->at) + "</p>\n<p>" + escaped(run.found->text) + "</p>\n";
}

std::string exhibits_text(const outcome& run) {
  std::string out;
  for (const auto& each : run.exhibits) {
    out += "<h2>" + escaped(each.title) + "</h2>\n";
    if (!each.picture.empty()) out += "<div class=\"scroll\">" + each.picture + "</div>\n";
    if (each.lines.empty()) continue;
    out += "<pre class=\"exhibit\">";
    for (const auto& line : each.lines) out += escaped(line) + "\n";
    out += "</pre>\n";
  }
  return out;
}

std::string names_text(const outcome& run) {
  std::string out;
  for (std::size_t i = 0; i < run.names.size(); ++i)
    out += (i == 0 ? "<p>" : ", ") + subject::name(i) + " is " + escaped(run.names[i]);
  return out.empty() ? out : out + "</p>\n";
}

std::string trace_text(const outcome& run) {
  if (run.trace.empty()) return {};
  std::string out = "<h2>The last of what happened</h2>\n<pre>";
  auto first = run.trace.size() - std::min(run.trace.size(), lines_max);
  for (auto i = first; i < run.trace.size(); ++i) out += escaped(to_string(run.trace[i])) + "\n";
  return out + "</pre>\n";
}

} // namespace

std::string html_report(const outcome& run, const std::string& replay) {
  const timeline& shown = run.shown.value();
  std::string out{page_head};
  out += "<h1>Simulated run " + std::to_string(run.seed) + "</h1>\n<div>again: <code>" +
    escaped(replay) + "</code></div>\n";
  out += verdict(run) + figures(run) + names_text(run) + key();
  out += "<h2>Nodes, and the links of each pair, over virtual time</h2>\n<div class=\"scroll\">" +
    lanes_picture(shown, run.found) + "</div>\n";
  if (!shown.requests.empty())
    out +=
      "<h2>Requests: when they had their verdict, and after how long</h2>\n"
      "<div class=\"scroll\">" +
      latency_picture(shown, run.found) + "</div>\n";
  out += exhibits_text(run) + trace_text(run);
  return out + "</body></html>\n";
}

} // namespace carrick::sim
