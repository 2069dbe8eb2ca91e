#include "idle.hpp"

#include "many_peers.hpp"
#include "memory.hpp"
#include "shared_memory.hpp"
#include "two_nodes.hpp"

#include "../support/processes.hpp"
#include "../support/report.hpp"

namespace carrick::bench {
namespace {

constexpr std::size_t links_usual = 200;
// What the first ones bring is the process's, not a link's.
constexpr std::size_t links_before = 8;

struct state {
  std::size_t heap = heap_bytes();
  std::uint64_t rss_kib = resident_kib();
};

} // namespace

int idle_links(const options& asked) {
  count_heap();
  const auto links = chosen().count == 0 ? links_usual : chosen().count;
  auto& told = share<peers_board>();
  processes all;
  all.start(120, [&] { run_peers(asked, told); });
  limit_life(120);
  auto mine = side_options(asked, "hub", "nobody", "");
  mine.members = peer_members(links_before);
  bench_side side{std::move(mine), nullptr};
  check(side.node.start(false));
  auto have = [&](std::size_t count) {
    told.wanted = count;
    check(side.node->wait_for_members(count + 1, long_link_limit));
    pause_for(settle_seconds);
    return state{};
  };
  told.hub_port = port_of(side.node->address());
  const auto few = have(links_before);
  check(side.node->set_members(peer_members(links_before + links)));
  const state named;
  const auto many = have(links_before + links);
  const auto each = [&](std::size_t bytes) {
    return static_cast<double>(bytes) / static_cast<double>(links);
  };
  json_line out;
  out.text("workload", "W7");
  out.text("peer", "carrick");
  out.text("mode", "idle_links");
  out.text("transport", asked.transport);
  out.whole("links", links);
  out.number("kib_a_link", each(many.heap - few.heap) / 1024);
  out.number("kib_a_member_without_link", each(named.heap - few.heap) / 1024);
  out.number("rss_kib_a_link", each(many.rss_kib - few.rss_kib));
  out.whole("rss_kib", many.rss_kib);
  std::fputs(out.done().c_str(), stdout);
  return 0;
}

} // namespace carrick::bench
