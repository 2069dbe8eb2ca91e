#include "reconnect.hpp"

#include "memory.hpp"
#include "shared_memory.hpp"
#include "two_nodes.hpp"

#include "../support/clock.hpp"
#include "../support/processes.hpp"
#include "../support/report.hpp"

#include <carrick/actors/call_on.hpp>
#include <carrick/tools/bench/bench_messages.hpp>

#include <array>
#include <csignal>
#include <vector>

namespace carrick::bench {
namespace {

constexpr std::size_t outstanding_usual = 131'072;
constexpr double reconnect_life_seconds = 60;
constexpr double listener_down_seconds = 0.2;
struct servers_board {
  std::array<std::atomic<pid_t>, 2> pid{};
  std::atomic<std::uint16_t> port{0};
  std::atomic<bool> second_begins{false};
  std::atomic<std::uint64_t> second_listens_ns{0};
};

[[noreturn]] void run_nth_server(const options& asked, servers_board& shared, std::size_t which) {
  shared.pid[which] = ::getpid();
  while (which == 1 && !shared.second_begins) pause_for(0.001);
  auto mine = side_options(asked, "server", "caller", "");
  if (which == 1) mine.listen = "127.0.0.1:" + std::to_string(shared.port);
  bench_side side{std::move(mine), nullptr};
  check(side.node.start(false));
  if (which == 1) shared.second_listens_ns = now_ns();
  shared.port = port_of(side.node->address());
  stay();
}

/// All callers share the account, which lives on the home loop but for what others wait for.
struct account {
  std::uint64_t answered = 0, lost = 0, unreachable = 0, other = 0;
  std::atomic<std::uint64_t> open{0};
  std::atomic<std::uint64_t> last_ns{0};
};

struct caller final : answer_sink {
  void on_answer(const answer& verdict) noexcept override {
    ++(verdict.code == code::ok              ? of->answered
         : verdict.code == code::link_lost   ? of->lost
         : verdict.code == code::unreachable ? of->unreachable
                                             : of->other);
    of->last_ns = now_ns();
    --of->open;
  }
  account* of = nullptr;
};

void ask_all(node_core& core, const peer& to, std::vector<caller>& callers, bool wait_for_link) {
  const std::string body(64, 'x');
  call_on(core.home(), [&] {
    outgoing message;
    message.head.to = {0, name_hash(tools::bench::raw_echo_name)};
    message.deadline = core.now() + std::chrono::seconds(60);
    message.wait_for_link = wait_for_link;
    message.body = as_bytes(body);
    for (auto& each : callers) core.request(to.record(), message, each);
  });
}

void await_all(const account& of) {
  while (of.open != 0) pause_for(0.001);
}

std::vector<caller> make_callers(account& one, std::size_t count) {
  std::vector<caller> out(count);
  for (auto& each : out) each.of = &one;
  one.open = count;
  return out;
}

double ms(std::uint64_t from_ns, std::uint64_t until_ns) {
  return 1e-6 * (static_cast<double>(until_ns) - static_cast<double>(from_ns));
}

} // namespace

int reconnect(const options& asked) {
  const auto outstanding = chosen().count == 0 ? outstanding_usual : chosen().count;
  auto& shared = share<servers_board>();
  processes all;
  for (std::size_t i : {0, 1})
    all.start(reconnect_life_seconds, [&] { run_nth_server(asked, shared, i); });
  limit_life(reconnect_life_seconds);
  count_heap();
  while (shared.port == 0 || shared.pid[1] == 0) pause_for(0.001);
  bench_side side{
    side_options(asked, "caller", "server", "127.0.0.1:" + std::to_string(shared.port)), nullptr};
  check(side.node.start(false));
  check(side.node->wait_for_members(2, link_limit));
  const auto server = side.node.find("server");
  account first, second;
  auto callers = make_callers(first, outstanding);
  auto next = make_callers(second, 1);
  const auto heap = heap_bytes();

  ::kill(shared.pid[0], SIGSTOP);
  ask_all(side.node.core(), server, callers, false);
  pause_for(0.1);
  if (first.open != outstanding) throw std::runtime_error{"verdicts before the peer was killed"};
  const auto killed = now_ns();
  ::kill(shared.pid[0], SIGKILL);
  await_all(first);
  const auto since = 1e-3 * ms(killed, now_ns());
  if (since < listener_down_seconds) pause_for(listener_down_seconds - since);
  shared.second_begins = true;
  ask_all(side.node.core(), server, next, true);
  await_all(second);
  if (second.answered != 1) throw std::runtime_error{"the new link does not serve"};
  pause_for(settle_seconds);

  json_line out;
  out.text("workload", "W8");
  out.text("peer", "carrick");
  out.text("transport", asked.transport);
  out.whole("outstanding", outstanding);
  out.whole("link_lost", first.lost);
  out.whole("unreachable", first.unreachable);
  out.whole("other_verdicts", first.answered + first.other);
  out.number("verdicts_ms", ms(killed, first.last_ns));
  out.number("serves_again_ms", ms(shared.second_listens_ns, second.last_ns));
  out.number("kib_kept", (static_cast<double>(heap_bytes()) - static_cast<double>(heap)) / 1024);
  std::fputs(out.done().c_str(), stdout);
  std::fflush(stdout);
  ::_exit(0);
}

} // namespace carrick::bench
