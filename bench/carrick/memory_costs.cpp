#include "memory_costs.hpp"

#include "counting_log.hpp"
#include "held_pair.hpp"

#include "../support/report.hpp"

#include <carrick/actors/call_on.hpp>
#include <carrick/actors/loop_timer.hpp>
#include <carrick/tools/bench/bench_messages.hpp>
#include <carrick/tools/bench/request_load.hpp>

#include <deque>

namespace carrick::bench {
namespace {

constexpr std::size_t pending_usual = 10'000; // less than one link's handlers may run
constexpr std::size_t burst = 100'000;

struct nobody final : answer_sink {
  void on_answer(const answer&) noexcept override {}
};

/// Their one sink is not counted: it is the application's.
void ask_in_vain(held_pair& pair, std::size_t count, std::size_t bytes, nobody& sink) {
  const std::string body(bytes, 'x');
  call_on(pair.core().home(), [&] {
    outgoing message;
    message.head.to = {0, name_hash(tools::bench::raw_hold_name)};
    message.deadline = pair.core().now() + std::chrono::hours(1);
    message.body = as_bytes(body);
    for (std::size_t i = 0; i < count; ++i)
      pair.core().request(pair.server().record(), message, sink);
  });
}

void run_burst(held_pair& pair, std::size_t bytes, std::size_t requests) {
  counting_log log{requests, requests};
  auto work = tools::bench::make_request_load(
    pair.core(), pair.server(), {tools::bench::message_form::raw, bytes, requests}, log);
  work->start();
  work->wait();
  if (log.failures() != 0) throw std::runtime_error{"requests of the burst failed"};
}

class silent_timer final : public loop_timer {
 public:
  using loop_timer::loop_timer;
  void on_timer() noexcept override {}
};

/// Of the timer itself and of what the loop keeps.
double timer_bytes(held_pair& pair) {
  constexpr std::size_t count = 100'000;
  auto& where = pair.core().home();
  std::size_t before = 0, after = 0;
  call_on(where, [&] {
    before = heap_bytes();
    std::deque<silent_timer> timers;
    for (std::size_t i = 0; i < count; ++i)
      timers.emplace_back(where).arm(where.now() + std::chrono::hours(1));
    after = heap_bytes();
  });
  return static_cast<double>(after - before) / count;
}

} // namespace

int memory_costs(const options& asked) {
  const auto pending = chosen().count == 0 ? pending_usual : chosen().count;
  held_pair pair{asked};
  run_burst(pair, asked.size, 1);
  const auto start = pair.at_rest();
  nobody sink;
  ask_in_vain(pair, pending, asked.size, sink);
  const auto held = pair.at_rest();
  run_burst(pair, asked.size, burst);
  const auto after_burst = pair.at_rest();
  const auto difference = [](std::size_t now, std::size_t then) {
    return static_cast<double>(now) - static_cast<double>(then);
  };
  const auto each = static_cast<double>(pending);
  json_line out;
  out.text("workload", "memory");
  out.text("peer", "carrick");
  out.text("transport", asked.transport);
  out.whole("size", asked.size);
  out.whole("pending", pending);
  out.number("bytes_a_pending_request", difference(held.caller, start.caller) / each);
  out.number("bytes_a_pending_request_served", difference(held.server, start.server) / each);
  out.number("bytes_a_timer", timer_bytes(pair));
  out.whole("burst", burst);
  out.number("kib_kept_after_burst", difference(after_burst.caller, held.caller) / 1024);
  out.number("kib_kept_after_burst_served", difference(after_burst.server, held.server) / 1024);
  std::fputs(out.done().c_str(), stdout);
  std::fflush(stdout);
  ::_exit(0);
}

} // namespace carrick::bench
