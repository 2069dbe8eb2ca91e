#include "hunt.hpp"

#include <carrick/core/ensure.hpp>

#include <algorithm>
#include <deque>
#include <memory>

#include <sys/wait.h>
#include <time.h>

namespace carrick::planted {
namespace {

// Seeds that a process runs without a bug before the next one is started.
constexpr std::uint64_t clean_chunk = 20;

double seconds_now() {
  timespec t{};
  ::timespec_get(&t, TIME_UTC);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

/// The processes that run, and what they are for.
class hunter {
 public:
  hunter(const std::vector<const bug*>& bugs, const hunt_options& options, const outcome_told& told)
      : options_(options), told_(told) {
    for (const bug* each : bugs) result_.outcomes.push_back({each, {}, 0});
    started_.resize(bugs.size());
    for (std::size_t i = 0; i < bugs.size(); ++i)
      waiting_.push_back({i, bugs[i]->which, {1, options.seeds}, {}});
    for (std::uint64_t first = 1; first <= options.seeds; first += clean_chunk)
      waiting_.push_back(clean({first, std::min(options.seeds, first + clean_chunk - 1)}));
  }

  hunt_result run() {
    while (!waiting_.empty() || !running_.empty()) {
      while (!waiting_.empty() && running_.size() < options_.jobs) start();
      int status = 0;
      auto ended = ::wait(&status);
      auto at = std::find_if(running_.begin(), running_.end(),
                             [&](const task& t) { return t.process->process() == ended; });
      ENSURE(at != running_.end());
      auto done = std::move(*at);
      running_.erase(at);
      done.process->collect(status);
      take(done);
    }
    return std::move(result_);
  }

 private:
  static constexpr std::size_t nobody = ~std::size_t{0};

  struct task {
    std::size_t place = nobody; ///< among the outcomes
    planted_bug which = planted_bug::none;
    seed_range seeds;
    std::optional<finding>
      confirms; ///< what was found with the bug, and is now looked at without it
    std::unique_ptr<attempt> process{};
  };

  static task clean(seed_range seeds) { return {nobody, planted_bug::none, seeds, {}}; }

  void start() {
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    if (next.place != nobody && started_[next.place] == 0) started_[next.place] = seconds_now();
    next.process = std::make_unique<attempt>(next.which, next.seeds);
    running_.push_back(std::move(next));
  }

  void take(const task& done) {
    const auto& found = done.process->found();
    if (done.which != planted_bug::none) {
      if (found)
        waiting_.push_front({done.place, planted_bug::none, {found->seed, found->seed}, found});
      else
        end(done.place, {});
    } else if (done.place == nobody) {
      result_.clean_seeds += (found ? found->seed : done.seeds.last) - done.seeds.first + 1;
      if (!found) return;
      result_.real.push_back(*found);
      if (found->seed < done.seeds.last)
        waiting_.push_back(clean({found->seed + 1, done.seeds.last}));
    } else if (!found) {
      end(done.place, done.confirms);
    } else if (found->seed < options_.seeds) {
      waiting_.push_front({done.place,
                           result_.outcomes[done.place].of->which,
                           {found->seed + 1, options_.seeds},
                           {}});
    } else {
      end(done.place, {});
    }
  }

  void end(std::size_t place, const std::optional<finding>& found) {
    auto& ended = result_.outcomes[place];
    ended.found = found;
    ended.seconds = seconds_now() - started_[place];
    told_(ended);
  }

  const hunt_options options_;
  const outcome_told& told_;
  hunt_result result_;
  std::vector<double> started_;
  std::deque<task> waiting_;
  std::vector<task> running_;
};

} // namespace

hunt_result hunt(const std::vector<const bug*>& bugs, const hunt_options& options,
                 const outcome_told& told) {
  return hunter{bugs, options, told}.run();
}

} // namespace carrick::planted
