#include <carrick/sim/checkers/all.hpp>
#include <carrick/sim/load/open_things.hpp>
#include <carrick/sim/nodes/run_nodes.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <map>
#include <set>
#include <string>

using namespace carrick;
using namespace carrick::sim;
using namespace std::chrono_literals;

namespace {

/// How often each kind of observation was made, how requests and streams ended, and what handlers
/// said.
class tally_of_all final : public observer {
 public:
  void see(const observation& what, duration) override {
    ++kinds[what.index()];
    if (auto* e = std::get_if<answered>(&what)) verdicts.insert(e->what);
    if (auto* e = std::get_if<handler_said>(&what)) said.insert(e->what);
    if (auto* e = std::get_if<stream_over>(&what)) overs.insert(e->what);
    if (auto* e = std::get_if<stream_left>(&what)) lefts.insert({e->on.side, e->why});
    if (auto* e = std::get_if<half_closed>(&what)) half_closes.insert(e->on.side);
    if (auto* e = std::get_if<executed>(&what)) ++executed_by[e->got.actor == 0];
  }

  std::array<std::uint64_t, std::variant_size_v<observation>> kinds{};
  std::set<code> verdicts, said, overs;
  std::set<std::pair<int, code>> lefts;
  std::set<int> half_closes;
  std::map<bool, std::uint64_t> executed_by; // without an actor or not
};

config::cluster_spec nothing_but_load() { return alike(1, ""); }

scenario of_seed(std::uint64_t seed, duration length) {
  scenario what;
  what.seed = seed;
  what.length = length;
  return what;
}

template <class T>
std::size_t index_of() {
  return observation{T{}}.index();
}

TEST_CASE("the load of whole nodes uses every kind of conversation, and every way to end it") {
  tally_of_all seen;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const auto run = run_nodes(of_seed(seed, 120s), {}, nothing_but_load(), {.also = &seen});
    INFO("seed " << seed);
    if (run.found) FAIL(run.found->invariant << ": " << run.found->text);
    CHECK(run.items > 1000);
  }
  // What links alone know, and findings, are not of the load.
  const std::set<std::size_t> not_of_load{
    index_of<broken_promise>(), index_of<damage_possible>(),      index_of<link_began>(),
    index_of<link_closed>(),    index_of<link_failed>(),          index_of<posts_counted>(),
    index_of<windows_agreed>(), index_of<late_answers_counted>(), index_of<measured>(),
    index_of<turned>()};
  for (std::size_t kind = 0; kind < seen.kinds.size(); ++kind) {
    INFO("observation " << kind << " of the variant");
    if (!not_of_load.contains(kind)) CHECK(seen.kinds[kind] > 0);
  }
  CHECK(seen.executed_by[true] > 100);
  CHECK(seen.executed_by[false] > 1000);
  for (auto said : {code::ok, code::invalid_argument, code::internal}) {
    INFO(name_of(said));
    CHECK(seen.said.contains(said));
  }
  for (auto verdict : {code::ok, code::cancelled, code::deadline_exceeded, code::unreachable,
                       code::internal, code::invalid_argument, code::link_lost}) {
    INFO("a request ends as " << name_of(verdict));
    CHECK(seen.verdicts.contains(verdict));
  }
  for (auto over : {code::ok, code::cancelled, code::deadline_exceeded, code::link_lost,
                    code::internal, code::invalid_argument, code::unreachable}) {
    INFO("a stream is over as " << name_of(over));
    CHECK(seen.overs.contains(over));
  }
  for (int side : {0, 1})
    for (auto left : {code::ok, code::cancelled, code::internal, code::invalid_argument}) {
      INFO("side " << side << " leaves as " << name_of(left));
      CHECK(seen.lefts.contains({side, left}));
    }
  CHECK(seen.half_closes == std::set<int>{0, 1});
}

TEST_CASE("the same seed is the same load, and who listens changes nothing") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    tally_of_all seen;
    const auto one = run_nodes(of_seed(seed, 20s), {}, nothing_but_load());
    const auto other = run_nodes(of_seed(seed, 20s), {}, nothing_but_load(), {.also = &seen});
    CAPTURE(seed);
    CHECK(one.trace_hash == other.trace_hash);
    CHECK(one.items == other.items);
  }
}

TEST_CASE("a count does not go below zero") {
  open_things open;
  CHECK_FALSE(open.ended(open_thing::stream));
  open.began(open_thing::stream);
  CHECK(open.text() == "1 sides of streams without an end");
  CHECK(open.ended(open_thing::stream));
  CHECK_FALSE(open.ended(open_thing::stream));
  CHECK(open.text().empty());
}

/// What the checkers find in that.
std::string found_in(std::initializer_list<observation> all) {
  all_checkers judges{1};
  duration at{};
  for (const auto& each : all) judges.see(each, at += 1ms);
  return judges.found() ? judges.found()->invariant + ": " + judges.found()->text : "";
}

stamp request_of(process_id from, std::size_t to, std::uint64_t number) {
  return {1, from, to, number, 0, 0};
}

executed executed_at(process_id by, const stamp& what, std::uint64_t actor, duration left) {
  return {{by, what, true, actor}, left};
}

TEST_CASE("a handler in an actor hears of a cancel before what its asker sends there later") {
  const process_id here{0, 1}, there{1, 1};
  const auto first = request_of(here, 1, 1);
  const auto plain = request_of(here, 1, 2);
  asked ask_first{first, 5s};
  asked ask_plain{plain, 5s, true};
  ask_first.asker = ask_plain.asker = 3;
  const auto run = [&](std::uint64_t asker, std::uint64_t handler, bool hears) {
    auto late = ask_plain;
    late.asker = asker;
    return found_in({ask_first, executed_at(there, first, 9, 1s), ask_cancelled{1}, late,
                     hears ? observation{cancel_heard{1}} : observation{turned{}},
                     executed_at(there, plain, handler, 1s)});
  };
  CHECK(run(3, 9, false) == "I14: the handler of request 1 does not hear that it was cancelled");
  CHECK(run(3, 9, true).empty());
  CHECK(run(3, 8, false).empty()); // another actor may be ahead of it
  CHECK(run(4, 9, false).empty()); // so may what another one sends
}

TEST_CASE("an actor hears of members in its own time") {
  using change = member_told::change;
  const process_id here{0, 1}, other{1, 1};
  const member_told first{here, 1, change::appears, 1}, second{here, 1, change::appears, 2};
  CHECK(found_in({first, second}).empty());
  CHECK(found_in({first, first}) == "I11: n1 is told that n2 joins, but it is a member");
  received got{here, request_of(other, 0, 1), true, 2};
  const member_told goes{here, 1, change::goes, 1};
  CHECK(found_in({first, second, goes, post_handed{got}}).empty());
  got.actor = 1;
  CHECK(found_in({first, second, goes, post_handed{got}}) ==
        "I8: post 1 came to n1 from n2, which is no member there");
}

TEST_CASE("a post whose sender was told that it was not taken is not handed out") {
  const process_id here{0, 1}, there{1, 1};
  const auto what = request_of(here, 1, 1);
  const received got{there, what, true};
  CHECK(found_in({posted{what}, post_told{1, code::overloaded}, post_handed{got}}) ==
        "I12: post 1 was handed out, but it was not taken");
  CHECK(found_in({posted{what}, post_handed{got}, post_told{1, code::overloaded}}) ==
        "I12: post 1 was handed out, but its sender is told overloaded");
  CHECK(found_in({posted{what}, post_handed{got}, post_told{1, code::ok}}).empty());
}

TEST_CASE("who has ended gets no verdict, and who ends leaves what waits before it") {
  const process_id here{0, 1}, there{1, 1};
  asked ask{request_of(here, 1, 1), 5s};
  ask.asker = 3;
  ask.target = 2;
  CHECK(found_in({ask, actor_left{here, 3, 1}, answered{1, code::unreachable}}) ==
        "I2: request 1 got a verdict after its asker's end");
  CHECK(found_in({ask, answered{1, code::no_handler}}) ==
        "I12: request 1 ended as no_handler though nobody executed it");
  CHECK(found_in({actor_left{there, 4, 2}, ask, answered{1, code::no_handler}}).empty());
}

TEST_CASE("monitors are told of an actor in turn") {
  const watch_began single{1, {0, 1}, 1, 2, false}, lasting{1, {0, 1}, 1, 2, true};
  const watch_told up{1, true}, down{1, false};
  CHECK(found_in({single, down}).empty());
  CHECK(found_in({single, down, down}) ==
        "I17: monitor 1 is told that its actor is down, but it does not stand any more");
  CHECK(found_in({single, up}) ==
        "I17: monitor 1 is told that its actor is there, but it is a single one");
  CHECK(found_in({lasting, up, down, up}).empty());
  CHECK(found_in({lasting, up, up}) ==
        "I17: monitor 1 is told that its actor is there, but knows that");
  CHECK(found_in({lasting, up, watch_dropped{1}, down}) ==
        "I17: monitor 1 is told that its actor is down, but it does not stand any more");
}

TEST_CASE("who monitors an actor that is there hears of its end") {
  const watch_began lasting{1, {0, 1}, 1, 2, true};
  const watch_told up{1, true}, down{1, false};
  const actor_left end{{1, 1}, 7, 2}, of_another{{1, 1}, 8, 3};
  const all_is_well well;
  CHECK(found_in({lasting, up, end, down, up, well}).empty());
  CHECK(found_in({lasting, end, up, well}).empty());
  CHECK(found_in({lasting, up, of_another, well}).empty());
  CHECK(found_in({lasting, up, end, well}) ==
        "I17: monitor 1 is not told that its actor has ended");
  CHECK(found_in({lasting, up, process_ended{{1, 1}}, well}) ==
        "I17: monitor 1 is not told that its actor has ended");
  CHECK(found_in({lasting, up, end, watch_dropped{1}, well}).empty());
}

TEST_CASE("what breaks a promise is a finding with its place") {
  CHECK(found_in(
          {broken_promise{{2, 1}, "I15", "the count of a kind of open things went below zero"}}) ==
        "I15: n3: the count of a kind of open things went below zero");
}

} // namespace
