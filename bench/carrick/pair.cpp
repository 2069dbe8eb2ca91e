#include "pair.hpp"

#include "two_nodes.hpp"

#include <carrick/tools/bench/ask_load.hpp>
#include <carrick/tools/bench/exchange_load.hpp>
#include <carrick/tools/bench/post_load.hpp>
#include <carrick/tools/bench/request_load.hpp>
#include <carrick/tools/bench/stream_load.hpp>

#include <deque>

namespace carrick::bench {
namespace {

using tools::bench::load;
using tools::bench::message_form;

/// In W5 each request has a caller of its own.
std::size_t callers_of(const options& asked) {
  return asked.workload == "W5" ? asked.in_flight : 1;
}

/// CAF actors on this side too. W11 has a few of them, as an application would.
std::size_t actors_of(const options& asked) {
  return asked.workload == "W11" ? std::min<std::size_t>(asked.in_flight, 8) : callers_of(asked);
}

} // namespace

void serve(const options& asked, board& shared) {
  if (asked.transport == "pipe") {
    shared.listens(1);
    stay();
  }
  board_arrivals arrivals{shared};
  bench_side side{side_options(asked, "server", "caller", ""), &arrivals};
  check(side.node.start());
  shared.listens(port_of(side.node->address()));
  stay();
}

void ask(const options& asked, board& shared) {
  caller_side side{asked, shared};
  std::deque<board_log> logs;
  auto log_of = [&]() -> tools::bench::load_log& { return logs.emplace_back(shared); };
  std::unique_ptr<load> work;
  if (asked.handler == "actor") {
    const auto actors = actors_of(asked);
    work = tools::bench::make_ask_load(
      side.core(), side.server(true),
      {form_of(asked), asked.size, asked.in_flight / actors, actors}, log_of);
  } else {
    work = tools::bench::make_request_load(
      side.core(), side.server(), {form_of(asked), asked.size, asked.in_flight, callers_of(asked)},
      log_of());
  }
  work->start();
  stay();
}

void post(const options& asked, board& shared) {
  caller_side side{asked, shared};
  board_log log{shared};
  auto work =
    tools::bench::make_post_load(side.core(), side.server(), {form_of(asked), asked.size}, log);
  work->start();
  stay();
}

void ask_beside_bulk(const options& asked, board& shared) {
  caller_side side{asked, shared};
  board_log requests{shared};
  board_log posts{shared};
  auto bulk = tools::bench::make_post_load(side.core(), side.server().at(tools::bench::bulk_name),
                                           {message_form::raw, bulk_bytes}, posts);
  auto small = tools::bench::make_request_load(
    side.core(), side.server(), {form_of(asked), asked.size, asked.in_flight}, requests);
  small->start();
  bulk->start();
  stay();
}

void exchange_items(const options& asked, board& shared) {
  caller_side side{asked, shared};
  board_log log{shared};
  auto work = tools::bench::make_exchange_load(side.core(), side.server(asked.handler == "actor"),
                                               {form_of(asked), 100'000, asked.size}, log);
  work->start();
  stay();
}

void use_streams(const options& asked, board& shared) {
  caller_side side{asked, shared};
  board_log log{shared};
  auto work = tools::bench::make_stream_load(side.core(), side.server(),
                                             {chosen().count, asked.in_flight, asked.size}, log);
  work->open();
  work->start();
  stay();
}

} // namespace carrick::bench
