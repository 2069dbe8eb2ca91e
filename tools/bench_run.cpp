#include <carrick/tools/bench_plan.hpp>

#include <carrick/tools/bench/asio_floor.hpp>
#include <carrick/tools/bench/callers.hpp>
#include <carrick/tools/child_process.hpp>
#include <carrick/tools/invocation.hpp>
#include <carrick/tools/stopwatch.hpp>

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

namespace carrick::tools {
namespace {

using namespace std::chrono_literals;
using bench::measurement;

constexpr auto start_limit = 10s;

int fail_with(invocation& at, const status& why) {
  return at.fail({why.code(), why.message(), {}, exit_code::negative});
}

/// The other process: "carrick ADDRESS asio PORT" on stdout, then it serves.
int serve(invocation& at) {
  bench::asio_echo_server floor;
  bench::serving_node node;
  auto address = node.start();
  if (!address) return fail_with(at, address.error());
  at.out.line(*address + " " + std::to_string(floor.port()));
  while (pause() == 0) {
  }
  return 0;
}

/// The first line that a child prints.
result<std::string> first_line(child_process& child) {
  std::string line;
  for (deadline limit{start_limit}; !limit.over() && !child.look();) {
    pollfd ready{child.out(), POLLIN, 0};
    poll(&ready, 1, 100);
    char c = 0;
    while (read(child.out(), &c, 1) == 1) {
      if (c == '\n') return line;
      line += c;
    }
  }
  return fail(code::unreachable, "the other process did not start");
}

/// One run of all workloads against one server process.
class bench_round {
 public:
  bench_round(invocation& at, const bench_plan& plan, bench::calling_node& node,
              std::uint16_t floor_port)
    : at_(at), plan_(plan), node_(node), floor_port_(floor_port) {}

  status run() {
    if (wanted("W1")) {
      print(bench::asio_ping_pong(floor_port_, plan_.bytes, plan_.time));
      requests("W1", 1);
    }
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
    request_run(workload, "inline", in_flight, &bench::call_raw);
    request_run(workload, "typed", in_flight, &bench::call_typed);
    request_run(workload, "actor", in_flight, &bench::call_actor);
  }

  void request_run(const std::string& workload, const char* handler, std::size_t in_flight,
                   bench::run_result (*call)(bench::calling_node&, const bench::run_plan&)) {
    if (!failed_.ok()) return;
    measurement m{workload, "carrick", handler};
    m.size = plan_.bytes;
    m.in_flight = in_flight;
    bench::run_plan run{plan_.bytes, in_flight};
    run.length = plan_.time;
    auto before = used();
    auto found = call(node_, run);
    auto after = used();
    if (found.failures > 0)
      failed_ = {code::internal, workload + " " + handler + ": " +
                                   std::to_string(found.failures) + " requests failed"};
    if (in_flight == 1) {
      m.p50_us = found.round_trips.percentile_us(0.5);
      m.p99_us = found.round_trips.percentile_us(0.99);
    }
    auto seconds = std::chrono::duration<double>(plan_.time).count();
    auto whole = seconds + std::chrono::duration<double>(run.warm_up).count();
    m.per_second = static_cast<double>(found.answers) / seconds;
    m.cpu_s_per_million = (after.cpu_s - before.cpu_s) / (*m.per_second * whole) * 1e6;
    m.rss_kib = after.rss_kib;
    print(m);
  }

  void posts(const std::string& workload, std::size_t bytes) {
    for (bool typed : {false, true}) {
      if (!failed_.ok()) return;
      measurement m{workload, "carrick", typed ? "typed" : "inline"};
      m.size = bytes;
      bench::run_plan run{bytes, 0};
      run.length = plan_.time;
      auto before = used();
      stopwatch time;
      bench::feed_posts(node_, typed, run);
      auto after = used();
      auto seconds = std::chrono::duration<double>(time.elapsed()).count();
      auto posts = static_cast<double>(after.posts - before.posts);
      m.per_second = posts / seconds;
      m.bytes_per_second = static_cast<double>(after.bytes - before.bytes) / seconds;
      m.cpu_s_per_million = (after.cpu_s - before.cpu_s) / posts * 1e6;
      m.rss_kib = after.rss_kib;
      print(m);
    }
  }

  /// Both sides together.
  bench::counts used() {
    auto mine = bench::usage_of_this_process();
    auto theirs = node_.server_counts();
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
  bench::calling_node& node_;
  const std::uint16_t floor_port_;
  status failed_;
};

} // namespace

int run_bench(invocation& at, const bench_plan& plan) {
  if (plan.serve) return serve(at);
  auto child = child_process::start({"bench", "--serve"});
  if (!child) return fail_with(at, child.error());
  auto line = first_line(*child);
  if (!line) return fail_with(at, line.error());
  auto space = line->find(' ');
  auto floor_port = static_cast<std::uint16_t>(std::stoi(line->substr(space + 1)));
  bench::calling_node node{line->substr(0, space)};
  auto done = node.start();
  if (done.ok()) done = bench_round{at, plan, node, floor_port}.run();
  return done.ok() ? 0 : fail_with(at, done);
}

} // namespace carrick::tools
