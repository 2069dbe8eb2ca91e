#include <carrick/sim/application/fiber.hpp>
#include <carrick/sim/application/judged_history.hpp>
#include <carrick/sim/application/trial.hpp>
#include <carrick/sim/cluster.hpp>
#include <carrick/sim/history/models.hpp>
#include <carrick/sim/nodes/run_nodes.hpp>
#include <carrick/sim/nodes/simulated_nodes.hpp>
#include <carrick/sim/report/report.hpp>

#include <catch2/catch.hpp>

#include <map>
#include <memory>
#include <set>
#include <stdexcept>

using namespace carrick;
using namespace std::chrono_literals;

namespace tally_app {

struct total {
  std::uint64_t value = 0;
  CARRICK_DATA(total, "tally.total", value)
};
struct add {
  std::uint64_t by = 0;
  CARRICK_REQUEST(add, "tally.add", total, by)
};
struct hint {
  std::uint64_t by = 0;
  CARRICK_POST(hint, "tally.hint", by)
};
/// Answered never.
struct linger {
  CARRICK_REQUEST(linger, "tally.linger", total)
};
/// Each item back, doubled, until the opener half-closes.
struct doubled {
  CARRICK_STREAM(doubled, "tally.doubled", total, total)
};
struct options {
  std::int64_t first = 0;
  CARRICK_OPTIONS(options, first)
};
struct state {
  std::uint64_t sum = 0, hints = 0, cancelled = 0;
  std::vector<responder<total>> open;
};

behavior tally(stateful<state>* self, const options& given) {
  self->state.sum = static_cast<std::uint64_t>(given.first);
  return self->serve([=](const add& a) { return total{self->state.sum += a.by}; },
                     [=](const hint& h) { self->state.hints += h.by; },
                     [=](const linger&, responder<total> to) {
                       self->state.open.push_back(std::move(to));
                       self->on_cancel([=] { ++self->state.cancelled; });
                     },
                     [](const doubled&, stream<total, total> out) -> stream_callback<total> {
                       return {.on_item = [out](const total& t) { out.send({t.value * 2}); },
                               .on_half_close = [out] { out.close(); },
                               .on_end = {},
                               .on_writable = {}};
                     });
}

registry actors() {
  registry types;
  types.messages<add, hint, linger, doubled>();
  types.add("tally", tally);
  return types;
}

sim::scenario calm(duration length = 3s) {
  sim::scenario what;
  what.seed = 3;
  what.nodes = 2;
  what.length = length;
  what.plan.emplace();
  return what;
}

sim::outcome run_with(const sim::application& judge, sim::scenario what = calm()) {
  return sim::run_nodes(what, actors(), sim::alike(1, "tally"), {judge, {}});
}

std::string found_in(const sim::outcome& run) {
  return run.found ? run.found->invariant + ": " + run.found->text : std::string{};
}

/// What one client saw of each conversation.
struct seen {
  std::vector<std::uint64_t> totals, items;
  status given_up, stream_end;
  std::uint64_t hints = 0, cancelled = 0;
  duration waited{};
};

void use_everything(sim::workload_client& c, seen& s) {
  c.move_to("n1");
  while (!c.look().linked("n1", "n2")) c.wait(10ms);
  for (std::uint64_t i = 1; i <= 3; ++i)
    if (auto answer = c.ask("n2/tally", add{i})) s.totals.push_back(answer->value);
  CHECK(c.post("n2/tally", hint{7}).ok());
  auto stream = c.open("n2/tally", doubled{});
  stream.send({4});
  stream.send({5});
  while (s.items.size() < 2)
    if (auto item = stream.next(1s)) s.items.push_back(item->value);
  stream.half_close();
  CHECK_FALSE(stream.next(1s));
  if (stream.end()) s.stream_end = *stream.end();
  auto lingering = c.begin("n2/tally", linger{});
  const auto before = c.elapsed();
  c.wait(250ms);
  s.waited = c.elapsed() - before;
  CHECK_FALSE(lingering.is_there());
  lingering.cancel();
  if (auto verdict = lingering.get(); !verdict) s.given_up = verdict.error();
  c.wait(50ms);
  if (const auto* at = c.look().state<state>("n2/tally")) {
    s.hints = at->hints;
    s.cancelled = at->cancelled;
  }
}

TEST_CASE("a client of a workload asks, posts, opens, cancels and waits, by straight code") {
  const auto s = std::make_shared<seen>();
  const auto run = run_with([s](sim::trial& t) {
    t.workload("all", [s](sim::workload_client& c) { use_everything(c, *s); }, {1, 1});
  });
  CHECK(found_in(run) == "");
  CHECK(s->totals == std::vector<std::uint64_t>{1, 3, 6});
  CHECK(s->items == std::vector<std::uint64_t>{8, 10});
  CHECK(s->stream_end.ok());
  CHECK(s->given_up == code::cancelled);
  CHECK(s->waited == 250ms);
  CHECK(s->hints == 7);
  CHECK(s->cancelled == 1);
}

TEST_CASE("what a client does to a stream before there is a link is done when there is one") {
  std::vector<std::uint64_t> items;
  std::optional<status> ended, cancelled;
  const auto run = run_with([&](sim::trial& t) {
    t.workload("early",
               [&](sim::workload_client& c) {
                 c.move_to("n1");
                 while (!c.look().linked("n1", "n2")) c.wait(10ms);
                 c.where().crash("n2");
                 while (!c.where().linked("n1").empty()) c.wait(10ms);
                 auto waiting = c.open("n2/tally", doubled{});
                 waiting.send({1});
                 waiting.cancel();
                 auto stream = c.open("n2/tally", doubled{});
                 stream.send({4});
                 stream.send({5});
                 stream.half_close();
                 c.wait(20ms);
                 cancelled = waiting.end();
                 c.where().restart("n2");
                 while (auto item = stream.next(5s)) items.push_back(item->value);
                 ended = stream.end();
               },
               {1, 1});
  });
  CHECK(found_in(run) == "");
  CHECK(items == std::vector<std::uint64_t>{8, 10});
  CHECK(ended == status{});
  CHECK(cancelled == status{code::cancelled});
}

TEST_CASE("clients of a workload are drawn from the seed, and are the same in each run") {
  std::set<std::size_t> counts;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    auto what = calm(1s);
    what.seed = seed;
    std::size_t clients = 0;
    const auto adds = [&](sim::trial& t) {
      t.workload("adders",
                 [&](sim::workload_client& c) {
                   ++clients;
                   for (; c.goes_on(); c.wait(c.random().between(duration{1ms}, duration{50ms})))
                     static_cast<void>(c.ask(c.any_node() + "/tally", add{c.random().below(9)}));
                 },
                 {1, 4});
    };
    const auto run = run_with(adds, what);
    CHECK(found_in(run) == "");
    counts.insert(clients);
    CHECK(run_with(adds, what).trace_hash == run.trace_hash);
  }
  CHECK(counts.size() > 1);
}

TEST_CASE("what may have happened is told apart from what surely has not") {
  std::vector<code> before, during;
  const auto run = run_with([&](sim::trial& t) {
    t.workload("crash",
               [&](sim::workload_client& c) {
                 c.move_to("n1");
                 auto lingering = c.begin("n1/tally", linger{});
                 c.wait(20ms);
                 c.where().crash("n1");
                 during.push_back(lingering.get().error().code());
                 before.push_back(c.ask("n1/tally", add{1}).error().code());
                 c.where().restart("n1");
                 during.push_back(c.ask("n1/tally", linger{}, 50ms).error().code());
               },
               {1, 1});
  });
  CHECK(found_in(run) == "");
  CHECK(before == std::vector{code::unreachable});
  CHECK(during == std::vector{code::link_lost, code::deadline_exceeded});
  for (auto each : during) CHECK_FALSE(surely_not_executed(each));
}

TEST_CASE("an invariant is looked at after each turn, at quiet moments, and once at the end") {
  std::map<std::string, std::size_t> looks;
  std::size_t quiet_when_ended = 0;
  const auto counts = [&](const char* name) {
    return [&looks, name](const sim::look& at) {
      if (std::string{name} == "turn") CHECK(at.running(at.turned()));
      ++looks[name];
      return std::string{};
    };
  };
  const auto run = run_with([&](sim::trial& t) {
    t.invariant("a", sim::looked_at::turn, counts("turn"));
    t.invariant("b", sim::looked_at::quiet, [&](const sim::look&) {
      return std::string{++looks["quiet"] < 5 ? "not yet" : ""};
    });
    t.invariant("c", sim::looked_at::end, [&](const sim::look&) {
      quiet_when_ended = looks["quiet"];
      ++looks["end"];
      return std::string{};
    });
  });
  CHECK(found_in(run) == "");
  CHECK(looks["turn"] > 1000);
  CHECK(looks["quiet"] >= 5);
  CHECK(looks["end"] == 1);
  CHECK(quiet_when_ended == looks["quiet"]);
}

TEST_CASE("what does not hold is a finding by the invariant's name, at its time") {
  const auto breaks = [](sim::looked_at when) {
    return run_with([when](sim::trial& t) {
      t.invariant("tally.small", when, [](const sim::look& at) {
        return std::string{at.elapsed() > 1s ? "the tally is too large" : ""};
      });
    });
  };
  const auto at_once = breaks(sim::looked_at::turn);
  CHECK(found_in(at_once) == "tally.small: the tally is too large");
  CHECK(at_once.found->at > 1s);
  CHECK(at_once.found->at < 1100ms);
  CHECK(found_in(breaks(sim::looked_at::quiet)) == "tally.small: the tally is too large");
  CHECK(found_in(breaks(sim::looked_at::end)) == "tally.small: the tally is too large");
}

TEST_CASE("an invariant or a client that throws is a finding with what it says") {
  const auto thrown = run_with([](sim::trial& t) {
    t.invariant("tally.odd", sim::looked_at::end,
                [](const sim::look&) -> std::string { throw std::runtime_error{"no tally"}; });
  });
  CHECK(found_in(thrown) == "tally.odd: it threw: no tally");
  const auto client = run_with([](sim::trial& t) {
    t.workload("adders",
               [](sim::workload_client& c) {
                 static_cast<void>(c.ask("n1/tally", add{1}));
                 throw std::logic_error{"a wrong total"};
               },
               {1, 1});
  });
  CHECK(found_in(client) == "adders: adders 1 threw: a wrong total");
  const auto wrong_name = run_with([](sim::trial& t) {
    t.workload("adders",
               [](sim::workload_client& c) { static_cast<void>(c.ask("n7/tally", add{1})); },
               {1, 1});
  });
  CHECK(found_in(wrong_name) == "adders: adders 1 threw: no node \"n7\" in the simulated cluster");
}

TEST_CASE(
  "a workload that ends without doing anything is a finding, and so is one without an end") {
  const auto idle =
    run_with([](sim::trial& t) { t.workload("idle", [](sim::workload_client&) {}); });
  CHECK(found_in(idle) ==
        "idle: all clients of the workload have ended without a request, post or stream: nothing "
        "is tested by it");
  const auto endless = run_with([](sim::trial& t) {
    t.workload("endless",
               [](sim::workload_client& c) {
                 while (true) {
                   static_cast<void>(c.ask("n1/tally", add{1}));
                   c.wait(100ms);
                 }
               },
               {1, 1});
  });
  CHECK(found_in(endless) == "endless: endless 1 has not come to its end, though the faults have");
}

TEST_CASE("looks change nothing of a run") {
  auto what = calm(20s);
  what.plan.reset();
  const auto without = run_with({}, what);
  std::uint64_t looked = 0;
  const auto with = run_with(
    [&](sim::trial& t) {
      t.invariant("all", sim::looked_at::turn, [&](const sim::look& at) {
        for (const auto& node : at.nodes())
          if (at.state<state>(node + "/tally") != nullptr) ++looked;
        return std::string{};
      });
    },
    what);
  CHECK(looked > 1000);
  CHECK(with.trace_hash == without.trace_hash);
}

TEST_CASE("what clients wait for when a run ends is destroyed") {
  struct counted {
    explicit counted(int& of) : alive(of) { ++alive; }
    ~counted() { --alive; }
    int& alive;
  };
  int alive = 0, made = 0;
  auto what = calm();
  what.until = 1500ms;
  run_with(
    [&](sim::trial& t) {
      t.workload("held",
                 [&](sim::workload_client& c) {
                   counted here{alive};
                   ++made;
                   auto stream = c.open("n1/tally", doubled{});
                   while (true) static_cast<void>(stream.next(10s));
                 },
                 {2, 2});
    },
    what);
  CHECK(made == 2);
  CHECK(alive == 0);
}

TEST_CASE(
  "the nodes of the file have their own actors and options, and further ones those of one") {
  config::cluster_spec file = sim::alike(1, "tally");
  auto second = file.nodes.begin()->second;
  file.nodes.clear();
  for (const auto* name : {"alpha", "beta"}) {
    second.id = *node_id::parse(name);
    second.actors.front().name = std::string{"of_"} + name;
    file.nodes[second.id] = second;
  }
  auto what = calm();
  what.nodes = 4;
  std::vector<std::string> names;
  std::map<std::string, bool> has;
  const auto judge = [&](sim::trial& t) {
    names = t.nodes();
    t.invariant("all", sim::looked_at::end, [&](const sim::look& at) {
      for (const auto& node : at.nodes())
        for (const auto* actor : {"/of_alpha", "/of_beta"})
          if (at.state<state>(node + actor) != nullptr) has[node + actor] = true;
      return std::string{};
    });
  };
  const auto run = sim::run_nodes(what, actors(), file, {judge, "alpha"});
  CHECK(found_in(run) == "");
  CHECK(names == std::vector<std::string>{"beta", "alpha", "n3", "n4"});
  CHECK(run.names == names);
  std::vector<std::string> actors_there;
  for (const auto& [actor, is] : has) actors_there.push_back(actor);
  CHECK(actors_there ==
        std::vector<std::string>{"alpha/of_alpha", "beta/of_beta", "n3/of_alpha", "n4/of_alpha"});
  what.nodes = 1;
  has.clear();
  CHECK(found_in(sim::run_nodes(what, actors(), file, {judge, {}})) == "");
  CHECK(names == std::vector<std::string>{"beta"});
}

TEST_CASE("what an application shows of a finding is in its page") {
  auto what = calm();
  what.wants_timeline = true;
  const auto run = run_with(
    [](sim::trial& t) {
      t.invariant("tally.never", sim::looked_at::end,
                  [](const sim::look&) { return std::string{"as it was told to"}; });
      t.exhibit("All that was <done>", [] { return std::vector<std::string>{"added 1 & 2"}; });
    },
    what);
  const auto page = sim::html_report(run, "again");
  CHECK(page.find("All that was &lt;done&gt;") != std::string::npos);
  CHECK(page.find("added 1 &amp; 2") != std::string::npos);
}

TEST_CASE("a history is judged at the end, and what is wrong in it is in the page") {
  // One node, and clients that add to its sum; one of the answers is told with an error.
  auto what = calm();
  what.nodes = 1;
  what.wants_timeline = true;
  auto run = [&](std::int64_t error, const sim::search_options& options) {
    return run_with(
      [&](sim::trial& t) {
        auto seen = std::make_shared<sim::history<sim::counter_model>>();
        t.workload(
          "adders",
          [seen, error](sim::workload_client& c) {
            for (int i = 0; i < 5; ++i) {
              const auto call = seen->begin(c.name(), sim::counter_model::add(1), c.elapsed());
              const auto sum = c.ask("n1/tally", add{1});
              if (!sum) return seen->unknown(call, c.elapsed());
              const auto said = static_cast<std::int64_t>(sum->value) + (i == 3 ? error : 0);
              seen->answered(call, sim::counter_model::value(said), c.elapsed());
            }
          },
          {.clients_min = 3, .clients_max = 3});
        sim::judge_at_end<sim::counter_model>(t, "tally.history", seen, options);
      },
      what);
  };
  CHECK(found_in(run(0, {})) == "");
  CHECK(found_in(run(0, {.states_max = 1})).starts_with("tally.history: undecided: 15 calls"));

  const auto wrong = run(100, {});
  CHECK(found_in(wrong).starts_with("tally.history: not linearizable: no order"));
  REQUIRE(wrong.exhibits.size() == 1);
  CHECK(wrong.exhibits[0].title == "tally.history");
  CHECK(wrong.exhibits[0].lines.size() >= 3);
  const auto page = sim::html_report(wrong, "again");
  CHECK(page.find("fits nowhere") != std::string::npos);
  CHECK(page.find(wrong.exhibits[0].picture) != std::string::npos);
  CHECK(wrong.exhibits[0].picture.find("<svg") != std::string::npos);
}

TEST_CASE("a fiber waits where it is, also while it handles an exception") {
  std::vector<std::string> said;
  sim::fiber* self = nullptr;
  sim::fiber runs{[&] {
    try {
      throw std::runtime_error{"inside"};
    } catch (const std::exception& e) {
      self->wait();
      said.emplace_back(e.what());
    }
    throw std::logic_error{"the end"};
  }};
  self = &runs;
  while (!runs.is_over()) {
    try {
      throw std::runtime_error{"outside"};
    } catch (const std::exception& e) {
      runs.go_on();
      said.emplace_back(e.what());
    }
  }
  CHECK(said == std::vector<std::string>{"outside", "inside", "outside"});
  REQUIRE(runs.thrown());
  CHECK_THROWS_WITH(std::rethrow_exception(runs.thrown()), "the end");
}

} // namespace tally_app
