#include <carrick/core/processors.hpp>
#include <carrick/core/quantity.hpp>
#include <carrick/sim/subject.hpp>
#include <carrick/tools/command.hpp>
#include <carrick/tools/json_view.hpp>
#include <carrick/tools/sim/explore.hpp>
#include <carrick/tools/sim/run_line.hpp>
#include <carrick/tools/sim/run_report.hpp>
#include <carrick/tools/stopwatch.hpp>
#include <carrick/tools/table.hpp>

#include <optional>

namespace carrick::tools {
namespace {

constexpr std::size_t replay_lines = 1'000'000;
constexpr std::uint64_t jobs_max = 1'000;

/// Simulated clusters: one run, many seeds, one of them again.
class sim_command final : public command {
 public:
  sim_command()
      : command("sim", "the cluster simulated in one process: run, explore, replay SEED") {}

  void declare(command_args& args) override {
    args.optional("ACTION", action_, "run (default), explore, or replay");
    args.optional("SEED", seed_text_, "replay: which");
    args.option("--seed", seed_, {.min = 0}, "run: which seed (default: 1)");
    args.option("--nodes", common_.nodes, {1, sim_options::nodes_max},
                "how many (default: as the file)");
    args.option("--like", common_.like,
                "nodes beyond those of the file are like that one (default: its last)");
    args.option("--for", common_.length, "virtual time of a run (default: 60s)");
    args.option("--faults", common_.plan_file,
                "a fault plan in TOML (default: drawn from the seed)");
    args.flag("--calm", common_.calm, "no faults");
    args.option("--report", report_,
                "write a page that shows the run; explore: that of the first finding");
    args.option("--until", until_, "replay: look no further than that");
    args.option("--seeds", seeds_, "explore: 1..1000, or how many (default: 1000)");
    args.option("--jobs", jobs_, {1, jobs_max},
                "explore: processes (default: one a usable processor)");
    args.option("--shard", shard_, "explore: only the part i/n of the seeds");
    args.option("--patience", patience_,
                "explore: real time that one seed may take (default: 10m)");
    args.flag("--shrink", shrink_, "explore: make the first finding smaller");
    args.flag("--coverage", coverage_, "explore: which combinations of faults were reached");
    args.flag("--go-on", go_on_, "explore: do not stop at the first finding");
    args.option("--step", step_, {.min = 1}, "of the processes of an exploration");
  }

  int run(invocation& at) override {
    if (!action_.empty() && action_.find_first_not_of("0123456789") == std::string::npos)
      return at.fail(usage_failure("a seed without replay",
                                   {"say: " + at.out.program() + " sim replay " + action_}));
    if (!report_.empty())
      if (auto wrong = check_report(report_)) return at.fail(*wrong);
    auto runs = simulator::make(at, common_);
    if (!runs) return at.fail(runs.error());
    at.out.take_stdout();
    if (action_.empty() || action_ == "run") return run_once(at, *runs, seed_, 0);
    if (action_ == "replay") return replay(at, *runs);
    if (action_ == "explore" || action_ == "work") return run_many(at, *runs);
    return at.fail(usage_failure("\"sim " + action_ + "\" does not exist",
                                 {near_names(action_, {"run", "explore", "replay"}, "There is")}));
  }

 private:
  int replay(invocation& at, const simulator& runs) {
    auto range = parse_seeds(seed_text_ + ".." + seed_text_);
    if (!range) return at.fail(usage_failure("replay which seed?", {"say: replay 4711"}));
    return run_once(at, runs, range->first, replay_lines);
  }

  int run_many(invocation& at, const simulator& runs) {
    explore_options options;
    auto seeds = parse_seeds(seeds_);
    if (seeds && !shard_.empty()) seeds = shard_of(*seeds, shard_);
    if (!seeds) return at.fail(seeds.error());
    if (action_ == "work") return explore_worker(at, runs, *seeds, step_);
    options.seeds = *seeds;
    options.jobs = jobs_ != 0 ? jobs_ : usable_processors();
    options.shrink = shrink_;
    options.go_on = go_on_;
    options.coverage = coverage_;
    options.report = report_;
    options.patience = patience_;
    return explore(at, runs, options);
  }

  int run_once(invocation& at, const simulator& runs, std::uint64_t seed, std::size_t lines) {
    auto what = runs.scenario_of(seed);
    what.wants_timeline = !report_.empty();
    what.trace_lines = std::max(lines, report_.empty() ? 0 : report_lines);
    what.until = until_;
    stopwatch time;
    auto done = runs.run(what);
    if (lines > 0)
      for (const auto& line : done.trace) at.out.line(to_string(line));
    show(at, done, time.elapsed());
    if (!report_.empty())
      if (auto failed = write_report(at, report_, done, runs.replay_command(seed)))
        return at.fail(*failed);
    if (!done.found) return 0;
    at.out.line(std::to_string(seed));
    return static_cast<int>(exit_code::invariant);
  }

  /// Findings and plans name nodes by their numbers.
  static std::string names_text(const std::vector<std::string>& names) {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i)
      out += (i == 0 ? "" : ", ") + sim::subject::name(i) + " is " + names[i];
    return out;
  }

  static void show(invocation& at, const sim::outcome& done, duration took) {
    if (at.out.format() != output_format::text) return at.out.line(json_of(line_of(done)));
    auto real = std::chrono::duration<double>(took).count();
    auto virtual_s = std::chrono::duration<double>(done.elapsed).count();
    table out{{"SEED", "NODES", "VIRTUAL S", "REAL S", "EVENTS", "DELIVERIES", "FAULTS", "REQUESTS",
               "POSTS", "ITEMS"}};
    for (std::size_t column = 0; column < 10; ++column) out.align_right(column);
    auto number = [](auto n) { return std::to_string(n); };
    out.add({number(done.seed), number(done.nodes), number(virtual_s), number(real),
             number(done.events), number(done.deliveries), number(done.faults),
             number(done.requests), number(done.posts), number(done.items)});
    at.out.text(out.text(at.out.color_out()));
    if (!done.names.empty()) at.out.line(names_text(done.names));
    if (done.found)
      at.out.line(done.found->invariant + " at " + format_duration(done.found->at) + ": " +
                  done.found->text);
    else
      at.out.line("every invariant held");
  }

  sim_options common_;
  std::string action_, seed_text_, report_, shard_;
  std::string seeds_ = "1000";
  std::uint64_t seed_ = 1, jobs_ = 0, step_ = 1;
  duration until_ = duration::max();
  duration patience_ = explore_options{}.patience;
  bool shrink_ = false, go_on_ = false, coverage_ = false;
};

} // namespace

std::unique_ptr<command> make_sim() { return std::make_unique<sim_command>(); }

} // namespace carrick::tools
