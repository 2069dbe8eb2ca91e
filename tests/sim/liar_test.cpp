#include "../support/chatter.hpp"

#include <carrick/net/frame_queue.hpp>
#include <carrick/net/frame_reader.hpp>
#include <carrick/net/frame_writer.hpp>
#include <carrick/sim/cluster.hpp>
#include <carrick/sim/liars/liar.hpp>
#include <carrick/sim/nodes/run_nodes.hpp>

#include <catch2/catch.hpp>

#include <set>
#include <string>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;

buffer honest_frames(std::size_t count, bool checksum) {
  net::frame_queue queue;
  const net::frame_writer writer{checksum};
  const std::string text(40, 'x');
  for (std::size_t i = 0; i < count; ++i)
    writer.write(queue,
                 net::frame_header{net::frame_kind::item, 0, static_cast<std::uint32_t>(i), 40},
                 as_bytes(text));
  buffer out;
  out.append(queue.seal());
  return out;
}

} // namespace

TEST_CASE("a liar says what an honest end says, but for its lies, with right checksums") {
  const bool checksum = GENERATE(false, true);
  CAPTURE(checksum);
  const auto honest = honest_frames(100, checksum);
  std::set<std::uint32_t> ids;
  std::size_t lies_told = 0, corrupt = 0, others = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    sim::lies liar{{seed, "lies"}, checksum};
    const auto half = honest.size() / 2; // in the middle of a frame
    auto said = liar.tell(honest.bytes().first(half));
    said.append(liar.tell(honest.bytes().subspan(half)).bytes());
    lies_told += liar.told();
    if (liar.told() == 0) CHECK(as_text(said.bytes()) == as_text(honest.bytes()));
    net::frame_reader reader{net::frame_bytes_max, checksum};
    reader.feed(said.bytes());
    net::frame next;
    auto how = reader.next(next);
    for (; how == net::frame_reader::outcome::frame; how = reader.next(next))
      others += next.header.kind() != net::frame_kind::item || next.header.length() != 40;
    corrupt += how == net::frame_reader::outcome::corrupt;
  }
  CHECK(lies_told > 100);
  CHECK(others > 20);
  if (checksum) CHECK(corrupt < 20); // behind a wrong length alone
}

TEST_CASE("a liar is sent away, calls again, and disturbs nobody else") {
  sim::cluster sim{chatter(), 2, "chatter.talker", {.seed = 11}};
  REQUIRE(sim.run_until_linked(5s));
  sim::liar one{sim.in(), sim.net(), "liar-one", {sim.id(0), "n1", "simulated"}, 60s};
  sim::liar other{sim.in(), sim.net(), "liar-other", {sim.id(0), "n1", "simulated"}, 60s};
  sim.advance(30s);
  CHECK(one.links() + other.links() > 5);
  CHECK(one.lies_told() + other.lies_told() > 20);
  CHECK(sim.linked("n1").size() == 1);
  CHECK(sim.member_state("n2", "n1") == "reachable");
  CHECK(sim.ask_from("n2", "n1/talker", count{}).has_value());
  sim.advance(40s);
  CHECK(sim.net().connections("n1", "liar-one") == 0);
  CHECK(sim.net().connections("n1", "liar-other") == 0);
}

TEST_CASE("a plan lets a liar speak to a node, and all holds that is promised to the others") {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    CAPTURE(seed);
    sim::scenario what;
    what.seed = seed;
    what.nodes = 2;
    what.length = 10s;
    what.plan.emplace();
    for (auto at : {1s, 2s, 3s})
      what.plan->faults.push_back(
        {.kind = sim::fault_kind::liar, .at = at, .length = 5s, .nodes = {0}});
    const auto run = sim::run_nodes(what, {}, sim::alike(2, ""), {});
    CHECK((run.found ? run.found->invariant + ": " + run.found->text : "") == "");
    CHECK(run.faults == 3);
  }
}

} // namespace carrick::test
