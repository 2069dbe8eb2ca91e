#include "many_peers.hpp"

#include "shared_memory.hpp"
#include "two_nodes.hpp"

#include <carrick/tools/bench/request_load.hpp>

#include <deque>
#include <vector>

namespace carrick::bench {
namespace {

using tools::bench::bench_node;

std::string peer_name(std::size_t index) { return "p" + std::to_string(index); }

// In W5's frame the two halves share the board alone: the second port is the hub's.
constexpr std::size_t hub = 1;

} // namespace

void run_peers(const options& asked, peers_board& shared) {
  loops threads{loops_of(chosen())};
  std::deque<bench_node> nodes;
  for (;;) {
    while (nodes.size() < shared.wanted.load() && shared.hub_port.load() != 0) {
      auto& made =
        nodes.emplace_back(side_options(asked, peer_name(nodes.size()).c_str(), "hub",
                                        "127.0.0.1:" + std::to_string(shared.hub_port.load())),
                           threads);
      check(made.start(false));
    }
    pause_for(0.002);
  }
}

std::vector<member_options> peer_members(std::size_t count) {
  std::vector<member_options> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back({.node = *node_id::parse(peer_name(i))});
  return out;
}

void serve_peers(const options& asked, board& shared) {
  shared.listens(1);
  auto& told = share<peers_board>(); // this process's alone
  while (shared.port(hub) == 0) pause_for(0.002);
  told.hub_port = shared.port(hub);
  told.wanted = chosen().count;
  run_peers(asked, told);
}

void ask_peers(const options& asked, board& shared) {
  auto mine = side_options(asked, "hub", "nobody", "");
  mine.members = peer_members(chosen().count);
  bench_side side{std::move(mine), nullptr};
  check(side.node.start(false));
  shared.listens(port_of(side.node->address()), hub);
  check(side.node->wait_for_members(chosen().count + 1, long_link_limit));
  board_log log{shared};
  std::vector<std::unique_ptr<tools::bench::load>> work;
  for (std::size_t i = 0; i < chosen().count; ++i) {
    work.push_back(tools::bench::make_request_load(side.node.core(),
                                                   side.node.find(peer_name(i).c_str()),
                                                   {form_of(asked), asked.size, 1}, log));
    work.back()->start();
  }
  stay();
}

} // namespace carrick::bench
