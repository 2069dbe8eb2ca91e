#include "instructions.hpp"

#include "counting_log.hpp"
#include "two_nodes.hpp"

#include <carrick/tools/bench/ask_load.hpp>
#include <carrick/tools/bench/request_load.hpp>

#include <cstdio>

namespace carrick::bench {
namespace {

using tools::bench::bench_node;
using tools::bench::load;

} // namespace

int run_requests(const options& asked) {
  if (chosen().count < asked.in_flight)
    throw std::invalid_argument{"--count is at least --in-flight"};
  chosen().loops = 1;
  auto on = loops_of(chosen());
  on.link_turn = std::chrono::hours(1); // under valgrind a turn would be over at once
  loops threads{on};
  const pair_plan plan{asked};
  bench_node server{plan.server(), threads};
  check(server.start());
  bench_node caller{plan.caller(server->address()), threads};
  check(caller.start(false));
  check(caller->wait_for_members(2, long_link_limit));
  counting_log log{chosen().count, asked.in_flight};
  std::unique_ptr<load> work;
  if (asked.handler == "actor") {
    work = tools::bench::make_ask_load(caller.core(), caller.find("server", true),
                                       {form_of(asked), asked.size, asked.in_flight, 1},
                                       [&]() -> tools::bench::load_log& { return log; });
  } else {
    work = tools::bench::make_request_load(caller.core(), caller.find("server"),
                                           {form_of(asked), asked.size, asked.in_flight}, log);
  }
  work->start();
  work->wait();
  if (log.failures() != 0) throw std::runtime_error{"requests failed"};
  return 0;
}

} // namespace carrick::bench
