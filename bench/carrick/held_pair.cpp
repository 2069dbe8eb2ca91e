#include "held_pair.hpp"

#include "shared_memory.hpp"

#include "../support/window.hpp"

namespace carrick::bench {
namespace {

constexpr double pair_life_seconds = 120;

[[noreturn]] void run_server(const options& asked, pair_board& shared) {
  count_heap();
  bench_side side{side_options(asked, "server", "caller", ""), nullptr};
  check(side.node.start());
  shared.port = port_of(side.node->address());
  for (;;) {
    shared.server.answer();
    pause_for(0.002);
  }
}

} // namespace

held_pair::held_pair(const options& asked) : shared_(share<pair_board>()) {
  all_.start(pair_life_seconds, [&] { run_server(asked, shared_); });
  limit_life(pair_life_seconds);
  count_heap();
  while (shared_.port == 0) pause_for(0.001);
  caller_ = std::make_unique<bench_side>(
    side_options(asked, "caller", "server", "127.0.0.1:" + std::to_string(shared_.port)), nullptr);
  check(caller_->node.start(false));
  check(caller_->node->wait_for_members(2, link_limit));
}

held_pair::heaps held_pair::at_rest() {
  pause_for(settle_seconds);
  return {heap_bytes(), shared_.server.ask()};
}

} // namespace carrick::bench
