#include <carrick/tools/bench_plan.hpp>

#include <carrick/tools/bench/ask_load.hpp>
#include <carrick/tools/bench/bench_node.hpp>
#include <carrick/tools/bench/post_load.hpp>
#include <carrick/tools/bench/request_load.hpp>
#include <carrick/tools/bench/window_log.hpp>
#include <carrick/tools/child_process.hpp>
#include <carrick/tools/invocation.hpp>
#include <carrick/tools/line_reader.hpp>
#include <carrick/tools/stopwatch.hpp>

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace carrick::tools {
namespace {

using namespace std::chrono_literals;
using bench::measurement;
using bench::message_form;

constexpr auto start_limit = 10s;
constexpr auto warm_up = 300ms;

int fail_with(invocation& at, const status& why) {
  return at.fail(failure_of(why, exit_code::negative));
}

/// The other process: its address on stdout, then it serves.
int serve(invocation& at) {
  loops threads{{.loops = 1}};
  bench::bench_node node{bench::pair_options("server", "caller", ""), threads};
  auto started = node.start();
  if (!started.ok()) return fail_with(at, started);
  at.out.line(node->address());
  while (pause() == 0) {
  }
  return 0;
}

/// The first line that a child prints, or what it says in place of it.
result<std::string> first_line(child_process& child) {
  line_reader out{child.out()}, err{child.err()};
  std::optional<std::string> line;
  std::string complaint;
  const auto take_first = [&](std::string_view text) {
    if (!line) line = text;
  };
  const auto take_complaint = [&](std::string_view text) {
    if (complaint.empty()) complaint = text;
  };
  for (deadline limit{start_limit}; !line && !out.at_end() && !limit.over();) {
    pollfd ready{child.out(), POLLIN, 0};
    poll(&ready, 1, 100);
    out.read(take_first);
    err.read(take_complaint);
  }
  if (line) return *line;
  return fail(code::unreachable,
              "the other process did not start" + (complaint.empty() ? "" : "\n" + complaint));
}

/// One run of all workloads against one server process.
class bench_round {
 public:
  bench_round(invocation& at, const bench_plan& plan, bench::bench_node& node)
      : at_(at), plan_(plan), node_(node), server_(node.find("server")) {}

  status run() {
    if (wanted("W1")) requests("W1", 1);
    if (wanted("W2")) requests("W2", plan_.in_flight);
    if (wanted("W3")) posts("W3", plan_.bytes);
    if (wanted("W4")) {
      posts("W4", 64 * 1024);
      posts("W4", 1024 * 1024);
    }
    return failed_;
  }

 private:
  bool wanted(const std::string& workload) const {
    return plan_.only.empty() ||
      std::find(plan_.only.begin(), plan_.only.end(), workload) != plan_.only.end();
  }

  void requests(const std::string& workload, std::size_t in_flight) {
    auto inline_load = [&](message_form form) {
      return [&, form](bench::load_log& log) {
        return bench::make_request_load(node_.core(), server_, {form, plan_.bytes, in_flight}, log);
      };
    };
    request_run(workload, "inline", in_flight, inline_load(message_form::raw));
    request_run(workload, "typed", in_flight, inline_load(message_form::text));
    request_run(workload, "actor", in_flight, [&](bench::load_log& log) {
      return bench::make_ask_load(node_.core(), node_.find("server", true),
                                  {message_form::text, plan_.bytes, in_flight},
                                  [&]() -> bench::load_log& { return log; });
    });
  }

  template <class Make>
  void request_run(const std::string& workload, const char* handler, std::size_t in_flight,
                   Make make) {
    if (!failed_.ok()) return;
    measurement m{workload, "carrick", handler};
    m.size = plan_.bytes;
    m.in_flight = in_flight;
    auto log = window(in_flight == 1);
    auto before = used();
    run(*make(log));
    auto after = used();
    note_failures(workload + " " + handler, log);
    if (in_flight == 1) {
      m.p50_us = log.round_trips().percentile_us(0.5);
      m.p99_us = log.round_trips().percentile_us(0.99);
    }
    auto seconds = std::chrono::duration<double>(plan_.time).count();
    auto whole = seconds + std::chrono::duration<double>(warm_up).count();
    m.per_second = static_cast<double>(log.answers()) / seconds;
    m.cpu_s_per_million = (after.cpu_s - before.cpu_s) / (*m.per_second * whole) * 1e6;
    m.rss_kib = after.rss_kib;
    print(m);
  }

  void posts(const std::string& workload, std::size_t bytes) {
    for (auto form : {message_form::raw, message_form::text}) {
      if (!failed_.ok()) return;
      measurement m{workload, "carrick", form == message_form::raw ? "inline" : "typed"};
      m.size = bytes;
      auto log = window(false);
      auto before = used();
      stopwatch time;
      run(*bench::make_post_load(node_.core(), server_, {form, bytes}, log));
      auto after = used();
      note_failures(workload, log);
      auto seconds = std::chrono::duration<double>(time.elapsed()).count();
      auto posts = static_cast<double>(after.posts - before.posts);
      m.per_second = posts / seconds;
      m.bytes_per_second = static_cast<double>(after.bytes - before.bytes) / seconds;
      m.cpu_s_per_million = (after.cpu_s - before.cpu_s) / posts * 1e6;
      m.rss_kib = after.rss_kib;
      print(m);
    }
  }

  bench::window_log window(bool times_each) const {
    auto from = node_.core().now() + warm_up;
    return {from, deadline_after(from, plan_.time), times_each};
  }

  static void run(bench::load& l) {
    l.start();
    l.wait();
  }

  void note_failures(const std::string& what, const bench::window_log& log) {
    if (log.failures() > 0)
      failed_ = {
        log.failure().code(),
        what + ": " + std::to_string(log.failures()) + " failed: " + log.failure().message()};
  }

  /// Both sides together.
  bench::counts used() {
    auto mine = bench::usage_of_this_process();
    auto theirs = bench::counts_of(node_, server_);
    if (!theirs) {
      failed_ = theirs.error();
      return {};
    }
    theirs->cpu_s += mine.cpu_s;
    theirs->rss_kib += mine.rss_kib;
    return *theirs;
  }

  void print(const measurement& m) { at_.out.line(bench::to_json(m)); }

  invocation& at_;
  const bench_plan& plan_;
  bench::bench_node& node_;
  const peer server_;
  status failed_;
};

} // namespace

int run_bench(invocation& at, const bench_plan& plan) {
  if (plan.serve) return serve(at);
  auto child = child_process::start({"bench", "--serve"});
  if (!child) return fail_with(at, child.error());
  auto address = first_line(*child);
  if (!address) return fail_with(at, address.error());
  loops threads{{.loops = 1}};
  bench::bench_node node{bench::pair_options("caller", "server", *address), threads};
  auto done = node.start(false);
  if (done.ok()) done = node->wait_for_members(2, start_limit);
  if (done.ok()) done = bench_round{at, plan, node}.run();
  return done.ok() ? 0 : fail_with(at, done);
}

} // namespace carrick::tools
