#include <carrick/tools/sim/explore.hpp>

#include <carrick/core/quantity.hpp>
#include <carrick/serialization/message_type.hpp>
#include <carrick/sim/plan_text.hpp>
#include <carrick/tools/child_process.hpp>
#include <carrick/tools/json_view.hpp>
#include <carrick/tools/line_reader.hpp>
#include <carrick/tools/progress.hpp>
#include <carrick/tools/signals.hpp>
#include <carrick/tools/sim/coverage_table.hpp>
#include <carrick/tools/sim/run_line.hpp>
#include <carrick/tools/sim/run_report.hpp>
#include <carrick/tools/stopwatch.hpp>
#include <carrick/tools/table.hpp>

#include <poll.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <memory>
#include <optional>

namespace carrick::tools {
namespace {

using namespace std::chrono_literals;

constexpr int look_every_ms = 100;
constexpr std::string_view crash_invariant = "crash";

/// What a worker tells of a seed.
struct told_run {
  run_line line;
  sim::coverage reached;
};

/// A process that runs every n-th seed.
class worker {
 public:
  worker(child_process process, std::uint64_t step, duration patience)
      : process_(std::move(process)),
        out_(process_.out()),
        err_(process_.err()),
        step_(step),
        patience_(patience) {}

  int descriptor() const noexcept { return out_.descriptor(); }
  bool at_end() const noexcept { return out_.at_end(); }
  std::uint64_t step() const noexcept { return step_; }

  /// New runs; and one of its own making if it died of a seed.
  void read(std::vector<told_run>& into) {
    err_.read([this](std::string_view line) {
      if (!line.starts_with("  ")) last_words_ = line; // hints of an error stand below it
    });
    out_.read([&](std::string_view line) {
      if (line.starts_with('{'))
        finished(line, into);
      else if (line.starts_with(reached_mark))
        reached_.parse(line.substr(reached_mark.size()));
      else
        began(std::stoull(std::string{line}));
    });
    if (out_.at_end() && seed_) died(into);
    if (seed_ && begun_.elapsed() > patience_) end_of_patience();
  }
  std::optional<std::uint64_t> died_of() const noexcept { return died_of_; }

 private:
  void began(std::uint64_t seed) {
    seed_ = seed;
    reached_ = {};
    begun_ = {};
  }
  /// It ends by the signal, and is told as a run that ended its process.
  void end_of_patience() {
    last_words_ = "it ran for longer than " + format_duration(patience_) +
      " of real time: a handler blocks, or waits for a clock that is not self->now()";
    process_.send(SIGKILL);
    begun_ = {};
  }
  void finished(std::string_view json, std::vector<told_run>& into) {
    auto value = message_from_json(message_type_of<run_line>(), json);
    if (value) into.push_back({*static_cast<const run_line*>(value->get()), reached_});
    seed_.reset();
  }
  void died(std::vector<told_run>& into) {
    while (!process_.look()) poll(nullptr, 0, 1);
    run_line line;
    line.seed = *seed_;
    line.invariant = crash_invariant;
    line.text = "its process " + to_string(*process_.look()) +
      (last_words_.empty() ? "" : ": " + last_words_);
    into.push_back({line, {}});
    died_of_ = std::exchange(seed_, std::nullopt);
  }

  child_process process_;
  line_reader out_, err_;
  std::uint64_t step_;
  duration patience_;
  std::optional<std::uint64_t> seed_; // begun and not finished
  sim::coverage reached_;             // by that
  std::optional<std::uint64_t> died_of_;
  stopwatch begun_; // with seed_
  std::string last_words_;
};

struct totals {
  std::uint64_t runs = 0, twice = 0, deliveries = 0, faults = 0;
  std::uint64_t least_deliveries = UINT64_MAX, least_faults = UINT64_MAX;
  double virtual_seconds = 0;

  void add(const run_line& line) {
    ++runs;
    twice += line.twice;
    deliveries += line.deliveries;
    faults += line.faults;
    least_deliveries = std::min(least_deliveries, line.deliveries);
    least_faults = std::min(least_faults, line.faults);
    virtual_seconds += line.virtual_seconds;
  }
};

class exploration {
 public:
  exploration(invocation& at, const simulator& runs, const explore_options& options)
      : at_(at),
        runs_(runs),
        options_(options),
        taken_{SIGINT, SIGTERM},
        bar_(at.out, "exploring", options.seeds.count()) {}

  int run() {
    auto jobs = std::min(options_.jobs, options_.seeds.count());
    for (std::uint64_t i = 0; i < jobs; ++i)
      if (auto started = start(options_.seeds.first + i, jobs); !started.ok())
        return at_.fail(failure_of(started));
    while (!workers_.empty() && !stopped_) {
      wait();
      for (auto& each : workers_) each->read(news_);
      take_news();
      replace_the_dead();
    }
    workers_.clear(); // ends them
    return tell();
  }

 private:
  status start(std::uint64_t from, std::uint64_t step) {
    std::vector<std::string> arguments{"sim", "work"};
    auto same_runs = runs_.arguments();
    arguments.insert(arguments.end(), same_runs.begin(), same_runs.end());
    arguments.insert(arguments.end(),
                     {"--seeds", std::to_string(from) + ".." + std::to_string(options_.seeds.last),
                      "--step", std::to_string(step)});
    auto process = child_process::start(arguments);
    if (!process) return process.error();
    workers_.push_back(std::make_unique<worker>(std::move(*process), step, options_.patience));
    return {};
  }

  void wait() {
    std::vector<pollfd> sources{{.fd = taken_.descriptor(), .events = POLLIN, .revents = 0}};
    for (const auto& each : workers_)
      sources.push_back({.fd = each->descriptor(), .events = POLLIN, .revents = 0});
    ::poll(sources.data(), sources.size(), look_every_ms);
    if (auto signal = taken_.wait(0s)) stopped_ = *signal;
  }

  void take_news() {
    for (auto& [line, reached] : std::exchange(news_, {})) {
      totals_.add(line);
      covered_.add(reached);
      if (at_.out.format() == output_format::jsonl) at_.out.line(json_of(line));
      if (!line.invariant.empty()) findings_.push_back(std::move(line));
    }
    if (!findings_.empty() && !options_.go_on) stopped_ = 0;
    bar_.show(totals_.runs,
              std::to_string(seeds_an_hour()) + " seeds/h, " + std::to_string(findings_.size()) +
                " findings");
  }

  /// A seed that kills its process does not end the exploration.
  void replace_the_dead() {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> again;
    std::erase_if(workers_, [&](const auto& each) {
      if (!each->at_end()) return false;
      if (auto seed = each->died_of(); seed && *seed + each->step() <= options_.seeds.last)
        again.emplace_back(*seed + each->step(), each->step());
      return true;
    });
    if (stopped_) return;
    for (auto [from, step] : again) static_cast<void>(start(from, step));
  }

  std::uint64_t seeds_an_hour() const {
    auto elapsed = std::chrono::duration<double>(time_.elapsed()).count();
    return elapsed > 0
      ? static_cast<std::uint64_t>(static_cast<double>(totals_.runs) / elapsed * 3600)
      : 0;
  }

  int tell() {
    std::sort(findings_.begin(), findings_.end(),
              [](const run_line& a, const run_line& b) { return a.seed < b.seed; });
    if (at_.out.format() == output_format::text) print_summary();
    print_coverage();
    if (findings_.empty() && stopped_ && *stopped_ != 0)
      return static_cast<int>(exit_code_of_signal(*stopped_));
    if (findings_.empty()) return 0;
    show_first(findings_.front());
    at_.out.line(std::to_string(findings_.front().seed));
    return static_cast<int>(exit_code::invariant);
  }

  void print_summary() {
    auto elapsed = std::chrono::duration<double>(time_.elapsed()).count();
    auto mean = [&](std::uint64_t sum) {
      return std::to_string(totals_.runs == 0 ? 0 : sum / totals_.runs);
    };
    auto least = [&](std::uint64_t of) { return std::to_string(totals_.runs == 0 ? 0 : of); };
    table out{{"SEEDS", "TWICE", "FINDINGS", "SEEDS/H", "DELIVERIES", "LEAST", "FAULTS", "LEAST",
               "VIRTUAL S", "VIRTUAL S/S"}};
    for (std::size_t column = 0; column < 10; ++column) out.align_right(column);
    out.add({std::to_string(totals_.runs), std::to_string(totals_.twice),
             std::to_string(findings_.size()), std::to_string(seeds_an_hour()),
             mean(totals_.deliveries), least(totals_.least_deliveries), mean(totals_.faults),
             least(totals_.least_faults), mean(static_cast<std::uint64_t>(totals_.virtual_seconds)),
             std::to_string(static_cast<std::uint64_t>(totals_.virtual_seconds / elapsed))});
    at_.out.text(out.text(at_.out.color_out()));
    for (const auto& each : findings_)
      at_.out.line("seed " + std::to_string(each.seed) + ": " + each.invariant + " at " +
                   std::to_string(each.at_seconds) + " s: " + each.text +
                   "\n  again: " + runs_.replay_command(each.seed));
  }

  /// Without faults there is nothing to say.
  void print_coverage() {
    if (covered_.empty()) return;
    at_.out.note(covered_.summary());
    if (!options_.coverage) return;
    if (at_.out.format() == output_format::text)
      return at_.out.text("\n" + covered_.text(at_.out.color_out()));
    for (const auto& each : covered_.lines()) at_.out.line(json_of(each));
  }

  /// Smaller if that is wanted, and with its page.
  void show_first(const run_line& found) {
    if (!options_.shrink && options_.report.empty()) return;
    if (found.invariant == crash_invariant)
      return at_.out.note("a run that ends its process is neither made smaller nor shown");
    auto what = runs_.scenario_of(found.seed);
    auto again = runs_.replay_command(found.seed);
    if (options_.shrink && !make_smaller(what, again)) return;
    if (options_.report.empty()) return;
    what.wants_timeline = true;
    what.trace_lines = report_lines;
    if (auto failed = write_report(at_, options_.report, runs_.run(what), again))
      at_.out.warn(at_.out.text_of(*failed));
  }

  /// False: it is none of one run alone. Else `what` is the smaller one, `again` the line for it.
  bool make_smaller(sim::scenario& what, std::string& again) {
    auto first = runs_.run(what);
    if (!first.found) {
      at_.out.note("the finding is none of one run alone: not made smaller");
      return false;
    }
    progress_bar bar{at_.out, "making it smaller", 0};
    auto small = sim::shrink(what, first, runs_.run(), 200, [&](std::size_t n) { bar.show(n); });
    what = small.smallest;
    auto path = "seed-" + std::to_string(what.seed) + ".toml";
    std::ofstream file{path};
    file << "# " << small.found.found->invariant << ": " << small.found.found->text << "\n"
         << sim::print(*what.plan) << std::flush;
    if (!file) {
      at_.out.warn("the smaller fault plan cannot be written to " + path);
      return true;
    }
    again = runs_.replay_command(what.seed, what.nodes, path);
    at_.out.note("after " + std::to_string(small.runs) + " runs: " + std::to_string(what.nodes) +
                 " nodes, " + std::to_string(what.plan->faults.size()) + " faults, in " + path +
                 "\n  again: " + again);
    return true;
  }

  invocation& at_;
  const simulator& runs_;
  const explore_options& options_;
  signals taken_;
  progress_bar bar_;
  stopwatch time_;
  std::vector<std::unique_ptr<worker>> workers_;
  std::vector<told_run> news_;
  std::vector<run_line> findings_;
  totals totals_;
  coverage_table covered_;
  std::optional<int> stopped_; // by a signal, or 0: by a finding
};

} // namespace

int explore(invocation& at, const simulator& runs, const explore_options& options) {
  return exploration{at, runs, options}.run();
}

} // namespace carrick::tools
