#include <carrick/sim/cluster.hpp>
#include <carrick/sim/kit/test_cluster.hpp>

#include <catch2/catch.hpp>

#include <stdexcept>
#include <string>
#include <vector>

using namespace carrick;
using namespace std::chrono_literals;

namespace shop {

struct reserved {
  std::int64_t left = 0;
  CARRICK_DATA(reserved, "shop.reserved", left)
};
struct reserve {
  std::string item;
  CARRICK_REQUEST(reserve, "shop.reserve", reserved, item)
};
struct accepted {
  std::string text;
  CARRICK_DATA(accepted, "shop.accepted", text)
};
struct order {
  std::string item;
  CARRICK_REQUEST(order, "shop.order", accepted, item)
};
struct paid {
  std::int64_t amount = 0;
  CARRICK_POST(paid, "shop.paid", amount)
};
struct number {
  std::int64_t value = 0;
  std::string note{};
  CARRICK_DATA(number, "shop.number", value, note)
};
/// Each item back, doubled, until the opener half-closes.
struct doubled {
  CARRICK_STREAM(doubled, "shop.doubled", number, number)
};
/// In no registry.
struct unknown {
  CARRICK_REQUEST(unknown, "shop.unknown", number)
};

struct stock_state {
  std::int64_t left = 10, payments = 0;
};

behavior stock(stateful<stock_state>* self) {
  return self->serve([=](const reserve&) { return reserved{--self->state.left}; },
                     [=](const paid& p) { self->state.payments += p.amount; },
                     [](const doubled&, stream<number, number> out) -> stream_callback<number> {
                       return {.on_item = [out](const number& n) { out.send({n.value * 2}); },
                               .on_half_close = [out] { out.close(); },
                               .on_end = {},
                               .on_writable = {}};
                     });
}

/// Asks the stock of n2, and tells it of each order.
behavior front(actor_base* self) {
  return self->serve([=](const order& o, responder<accepted> answer) {
    const auto stock = self->find("n2").at("stock");
    self->ask(stock, reserve{o.item}, call_options{.deadline = 2s, .wait_for_link = true})
      .then(
        [=](const reserved& r) {
          self->post(stock, paid{5});
          answer.reply({std::to_string(r.left) + " left"});
        },
        [=](const status& why) { answer.fail(why); });
  });
}

registry actors() {
  registry types;
  types.messages<reserve, order, paid, doubled>();
  types.add("shop.front", front).add("shop.stock", stock);
  return types;
}

/// n1 has a front, n2 a stock, and n3 nothing.
config::cluster_spec three() {
  auto spec = sim::alike(3, "");
  spec.nodes.at(*node_id::parse("n1")).actors.push_back({.name = "front", .type = "shop.front"});
  spec.nodes.at(*node_id::parse("n2"))
    .actors.push_back({.name = "stock",
                       .type = "shop.stock",
                       .options = {},
                       .restart = {.after = restart_after::failure}});
  return spec;
}

const sim::runs_on both_grounds[] = {sim::runs_on::simulation, sim::runs_on::threads};

/// A test that holds wherever it runs.
template <class Test>
void on_both(const sim::test_options& options, Test test) {
  for (auto on : both_grounds) {
    auto here = options;
    here.on = on;
    sim::test_cluster cluster{actors(), three(), here};
    INFO(cluster.replay_hint());
    test(cluster);
  }
}

/// The next item's value; -1: none came.
template <class Stream>
std::int64_t next_of(Stream& stream) {
  const auto item = stream.next(10s);
  return item ? item->value : -1;
}

TEST_CASE("a test asks, posts and looks into actors, simulated or on threads") {
  on_both({}, [](sim::test_cluster& cluster) {
    REQUIRE(cluster.run_until_linked());
    CHECK(cluster.ask("n1/front", order{"tea"})->text == "9 left");
    CHECK(cluster.from("n3").ask("n2/stock", reserve{"tea"})->left == 8);
    CHECK(cluster.post("n2/stock", paid{7}).ok());
    CHECK(cluster.run_until([&] {
      return cluster.in_turn("n2/stock", [](stock_state& s) { return s.payments; }) == 12;
    }));
    const auto label = cluster.in_turn("n1/front", [](actor_base& self) { return self.label(); });
    CHECK(label == "front (shop.front)");
    cluster.in_turn("n2/stock", [](stateful<stock_state>& self) { self.state.left = 100; });
    CHECK(cluster.ask("n2/stock", reserve{"tea"})->left == 99);
    auto pending = cluster.begin("n2/stock", reserve{"tea"});
    CHECK(pending.get()->left == 98);
  });
}

TEST_CASE("what a stream is given before it has a link goes when it has") {
  on_both({}, [](sim::test_cluster& cluster) {
    auto stream = cluster.from("n1").open("n2/stock", doubled{}); // nobody is linked yet
    stream.send({1});
    stream.send({2});
    stream.half_close();
    CHECK(next_of(stream) == 2);
    CHECK(next_of(stream) == 4);
    CHECK_FALSE(stream.next(10s));
    REQUIRE(stream.end());
    CHECK(stream.end()->ok());
  });
}

TEST_CASE("a stream can be cancelled before it has a link, and while it goes on") {
  on_both({}, [](sim::test_cluster& cluster) {
    cluster.crash("n2");
    auto waiting = cluster.from("n1").open("n2/stock", doubled{});
    waiting.send({1});
    waiting.cancel();
    CHECK_FALSE(waiting.next(10s));
    CHECK(waiting.end() == status{code::cancelled});
    cluster.restart("n2");
    auto going = cluster.from("n1").open("n2/stock", doubled{});
    going.send({1});
    CHECK(next_of(going) == 2);
    going.cancel();
    CHECK(cluster.run_until([&] { return going.end().has_value(); }));
    CHECK(going.end() == status{code::cancelled});
  });
}

TEST_CASE("an item that cannot be sent ends its stream, and holds nothing up for ever") {
  const auto small = [](std::size_t, node_options& of) {
    of.link.frame_bytes = of.link.message_bytes = 16 * 1024;
  };
  on_both({.adjust = small}, [](sim::test_cluster& cluster) {
    auto stream = cluster.from("n1").open("n2/stock", doubled{});
    stream.send({1});
    CHECK(next_of(stream) == 2);
    stream.send({2, std::string(100'000, 'x')});
    stream.send({3});
    CHECK_FALSE(stream.next(10s));
    CHECK(stream.end() == status{code::too_large});
    stream.send({4}); // nothing happens
    stream.half_close();
  });
}

TEST_CASE("a node's members are watched") {
  on_both({}, [](sim::test_cluster& cluster) {
    REQUIRE(cluster.run_until_linked());
    auto seen = cluster.watch_members("n1");
    seen.expect(member_event::type::snapshot, "n2");
    cluster.crash("n2");
    seen.expect(member_event::type::suspect, "n2");
    cluster.restart("n2");
    seen.expect(member_event::type::restarted, "n2");
    const auto members = cluster.members("n1");
    REQUIRE(members.size() == 3);
    CHECK(members[1].state == member_state::reachable);
    cluster.stop("n3");
    cluster.stop("n2");
    seen.expect(member_event::type::left, "n2"); // whichever is seen first
    seen.expect(member_event::type::left, "n3");
    CHECK_FALSE(cluster.running("n3"));
  });
}

TEST_CASE("a probe stands for an actor: it expects, answers, refuses and is silent") {
  on_both({.probes = {"n2/stock"}}, [](sim::test_cluster& cluster) {
    auto stock = cluster.probe("n2/stock");
    auto first = cluster.begin("n1/front", order{"tea"});
    auto asked = stock.expect<reserve>();
    CHECK(asked->item == "tea");
    CHECK(asked.from().text() == "n1");
    CHECK_FALSE(asked.cancelled());
    CHECK_FALSE(first.is_there());
    asked.reply({3});
    CHECK(first.get()->text == "3 left");
    CHECK(stock.expect<paid>().amount == 5);

    auto second = cluster.begin("n1/front", order{"milk"});
    stock.expect<reserve>().fail({code::invalid_argument, "no milk"});
    CHECK(to_string(second.get().error()) == "invalid_argument: no milk");

    auto third = cluster.begin("n1/front", order{"salt"}, 20s);
    const auto silent = stock.expect<reserve>();
    CHECK(third.get().error() == code::deadline_exceeded); // of the front's own request
    CHECK(cluster.run_until([&] { return silent.cancelled(); }));
    stock.expect_nothing(1s);
  });
}

TEST_CASE("a probe answers by itself, and takes posts and streams") {
  on_both({.probes = {"n2/stock", "n3/books"}}, [](sim::test_cluster& cluster) {
    auto stock = cluster.probe("n2/stock");
    auto early = cluster.from("n3").begin("n2/stock", reserve{"early"});
    CHECK(cluster.run_until([&] { return !stock.waiting().empty(); }));
    stock.answers<reserve>([](const reserve& r) -> result<reserved> {
      if (r.item == "gold") return fail(code::refused, "no gold");
      return reserved{static_cast<std::int64_t>(r.item.size())};
    });
    CHECK(early.get()->left == 5);
    CHECK(cluster.ask("n1/front", order{"milk"})->text == "4 left");
    CHECK(cluster.ask("n1/front", order{"gold"}).error() == code::refused);
    stock.answers<reserve>([](const reserve&) -> reserved { throw std::runtime_error{"sold"}; });
    CHECK(cluster.ask("n1/front", order{"tea"}).error() == code::internal);
    CHECK(stock.expect<paid>().amount == 5);
    CHECK(stock.waiting().empty());
    stock.ignores<paid>();
    CHECK(cluster.post("n2/stock", paid{1}).ok());
    stock.expect_nothing(100ms);

    auto books = cluster.probe("n3/books"); // where there was none
    auto opened = cluster.from("n1").open("n3/books", doubled{});
    opened.send({7});
    auto at_probe = books.expect<doubled>();
    CHECK(at_probe.from.text() == "n1");
    CHECK(next_of(at_probe.items) == 7);
    at_probe.items.send({8});
    CHECK(next_of(opened) == 8);
    opened.half_close();
    CHECK(cluster.run_until([&] { return at_probe.items.half_closed(); }));
    at_probe.items.close({code::not_found, "no such book"});
    CHECK_FALSE(opened.next(10s));
    CHECK(opened.end() == status{code::not_found});
  });
}

TEST_CASE("a probe outlives the lives of its node, and monitors see its actor") {
  on_both({.probes = {"n2/stock"}}, [](sim::test_cluster& cluster) {
    auto stock = cluster.probe("n2/stock");
    auto lost = cluster.begin("n1/front", order{"tea"}, 20s);
    const auto asked = stock.expect<reserve>();
    cluster.crash("n2");
    asked.reply({1}); // reaches nobody
    CHECK_FALSE(lost.get().has_value());
    cluster.restart("n2");
    auto second = cluster.begin("n1/front", order{"tea"});
    stock.expect<reserve>().reply({2});
    CHECK(second.get()->text == "2 left");
    const auto rows = cluster.ask("n2", system_messages::actors{});
    REQUIRE(rows->actors.size() == 1);
    CHECK(rows->actors[0].type == "carrick.probe");
  });
}

TEST_CASE("nodes crash, stop and come back, and actors end, simulated or on threads") {
  on_both({}, [](sim::test_cluster& cluster) {
    REQUIRE(cluster.run_until_linked());
    CHECK(cluster.ask("n2/stock", reserve{"tea"})->left == 9);
    auto under_way = cluster.from("n1").open("n2/stock", doubled{});
    under_way.send({1});
    CHECK(next_of(under_way) == 2);
    cluster.crash("n2");
    CHECK_FALSE(cluster.running("n2"));
    CHECK_FALSE(under_way.next(10s));
    REQUIRE(under_way.end());
    CHECK(under_way.end()->code() == code::link_lost);
    CHECK(cluster.ask("n2/stock", reserve{"tea"}).error() == code::unreachable);
    CHECK(cluster.post("n2/stock", paid{1}) == code::unreachable);
    CHECK(cluster.open("n2/stock", doubled{}).end() == status{code::unreachable});
    cluster.restart("n2");
    CHECK(cluster.ask("n2/stock", reserve{"tea"})->left == 9);
    cluster.stop("n2");
    cluster.restart("n2");
    REQUIRE(cluster.run_until_linked());
    CHECK(cluster.ask("n2/stock", reserve{"tea"})->left == 9);
    cluster.end_actor("n2/stock", {code::internal, "broken"});
    CHECK(cluster.run_until([&] {
      const auto answer = cluster.ask("n2/stock", reserve{"tea"});
      return answer && answer->left == 9;
    }));
    cluster.set_members("n3", {"n3", "n2"});
    CHECK(cluster.run_until([&] { return cluster.members("n3").size() == 2; }));
  });
}

TEST_CASE("each fault of a simulation is one call") {
  sim::test_cluster cluster{actors(), three(), {.seed = 3}};
  REQUIRE(cluster.run_until_linked());
  const auto asks = [&] {
    return cluster.from("n1").ask("n2/stock", reserve{"tea"}, 300ms).has_value();
  };
  cluster.partition({"n1"}, {"n2"});
  CHECK_FALSE(asks());
  cluster.heal();
  CHECK(cluster.run_until(asks));
  cluster.hold("n2", "n1");
  CHECK_FALSE(asks());
  cluster.release("n2", "n1");
  CHECK(cluster.run_until(asks));
  cluster.reset("n1", "n2");
  CHECK(cluster.run_until(asks));
  cluster.pause("n2", 1s);
  CHECK_FALSE(asks());
  cluster.advance(1s);
  cluster.stall("n2", 1s);
  CHECK_FALSE(asks());
  cluster.advance(1s);
  cluster.slow("n2", 2);
  CHECK(asks());
  cluster.set_skew("n2", 1h);
  cluster.jump_clock("n2", -2h);
  const auto wall = [&](const char* node) { return cluster.simulation().wall_now(node); };
  CHECK(wall("n1") - wall("n2") > 50min);
  cluster.crash("n2", sim::death::silent);
  CHECK_FALSE(asks());
}

TEST_CASE("who waits for long looks less often, and sees what comes soon enough") {
  sim::test_cluster cluster{actors(), three(), {.seed = 7}};
  const auto now = [&] { return cluster.simulation().now(); };
  const auto begun = now();
  int looks = 0;
  CHECK_FALSE(cluster.run_until([&] { return ++looks == 0; }, 30s));
  CHECK(now() - begun == 30s);
  CHECK(looks < 1'000);
  const auto comes = now() + 10s;
  CHECK(cluster.run_until([&] { return now() >= comes; }, 30s));
  CHECK(now() - comes <= 10000ms / 64);
}

TEST_CASE("a liar comes to a node, goes when its time is over, and disturbs nobody else") {
  sim::test_cluster cluster{actors(), three(), {.seed = 7}};
  REQUIRE(cluster.run_until_linked());
  cluster.lie_to("n1", 20s);
  const auto calls = [&] { return cluster.simulation().net().connections("n1", "liar-1") > 0; };
  CHECK(cluster.run_until(calls));
  const auto all_see_all = [&] {
    for (const auto* node : {"n1", "n2", "n3"}) {
      CHECK(cluster.members(node).size() == 3);
      for (const auto& each : cluster.members(node)) CHECK(each.state == member_state::reachable);
    }
  };
  all_see_all();
  cluster.advance(30s);
  CHECK_FALSE(calls());
  all_see_all();
}

TEST_CASE("the same seed is the same run of a test") {
  const auto hash = [](std::uint64_t seed) {
    sim::test_cluster cluster{actors(), three(), {.seed = seed, .probes = {"n2/stock"}}};
    cluster.probe("n2/stock").answers<reserve>([](const reserve&) { return reserved{1}; });
    auto stream = cluster.from("n1").open("n2/stock", doubled{});
    for (int i = 0; i < 5; ++i) static_cast<void>(cluster.ask("n1/front", order{"tea"}));
    cluster.in_turn("n1/front", [](actor_base&) {});
    return cluster.simulation().trace().hash();
  };
  CHECK(hash(7) == hash(7));
  CHECK(hash(7) != hash(8));
}

// -- what goes wrong is told ----------------------------------------------------------------------

TEST_CASE("what a test expects and does not get is told with what came instead") {
  sim::test_cluster cluster{actors(), three(), {.seed = 5, .probes = {"n2/stock"}}};
  auto stock = cluster.probe("n2/stock");
  CHECK_THROWS_WITH(stock.expect<reserve>(1s),
                    Catch::StartsWith("probe n2/stock: no shop.reserve has come; nothing waits "
                                      "there (sim::cluster of 3 nodes with .seed = 5"));
  CHECK(cluster.from("n3").post("n2/stock", paid{1}).ok());
  CHECK_THROWS_AS(stock.expect<reserve>(1s), sim::expectation_failed);
  CHECK_THROWS_WITH(stock.expect<reserve>(1s), Catch::Contains("there wait shop.paid from n3"));
  CHECK_THROWS_WITH(
    stock.expect_nothing(1s),
    Catch::Contains("probe n2/stock: nothing was to come, and there wait shop.paid from n3"));
  auto seen = cluster.watch_members("n1");
  CHECK_THROWS_WITH(seen.expect(member_event::type::failed, "n2", 1s),
                    Catch::Contains("n1 has not said \"failed n2\"; it said snapshot n1, "
                                    "snapshot n2, snapshot n3"));
}

TEST_CASE("on threads a failed expectation has the nodes' last warnings") {
  sim::test_cluster cluster{
    actors(), three(), {.on = sim::runs_on::threads, .probes = {"n2/stock"}}};
  auto stock = cluster.probe("n2/stock");
  cluster.in_turn("n1/front", [](actor_base& self) { self.log_warn("is out of tea"); });
  CHECK(cluster.post("n2/stock", paid{1}).ok());
  REQUIRE(cluster.run_until([&] { return !stock.waiting().empty(); }));
  CHECK_THROWS_WITH(
    stock.expect_nothing(1s),
    Catch::Contains("on threads, after") && Catch::Contains("actor: front: is out of tea"));
}

TEST_CASE("a wrong name in a test is told with the right ones") {
  sim::test_cluster cluster{actors(), three(), {.probes = {"n3/books"}}};
  CHECK_THROWS_WITH(cluster.crash("n7"),
                    "no node \"n7\" in the cluster of this test: did you mean \"n1\"?");
  CHECK_THROWS_WITH(cluster.ask("other/stock", reserve{"tea"}),
                    Catch::EndsWith("its nodes are n1, n2, n3"));
  CHECK_THROWS_WITH(cluster.probe("n3/boks"),
                    "no probe at \"n3/boks\": did you mean \"n3/books\"?");
  CHECK_THROWS_WITH(cluster.probe("somewhere"),
                    Catch::EndsWith("test_options::probes lists n3/books"));
  CHECK_THROWS_WITH(cluster.in_turn("n2/stok", [](stock_state&) {}),
                    "in_turn: no actor \"stok\" runs on n2: did you mean \"stock\"?");
  CHECK_THROWS_WITH(cluster.in_turn("n2/warehouse", [](stock_state&) {}),
                    "in_turn: no actor \"warehouse\" runs on n2; it has stock");
  CHECK_THROWS_WITH(cluster.in_turn("n2", [](stock_state&) {}), Catch::Contains("node/actor"));
  CHECK_THROWS_WITH(cluster.in_turn("n1/front", [](stock_state&) {}),
                    "in_turn: n1/front, a front (shop.front), is no "
                    "carrick::stateful<shop::stock_state>");
  CHECK_THROWS_WITH(
    cluster.in_turn("n1/front", [](actor_base&) { throw std::runtime_error{"oh"}; }), "oh");
  cluster.pause("n2", 10min);
  CHECK_THROWS_WITH(
    cluster.in_turn("n2/stock", [](stock_state&) {}),
    Catch::StartsWith("in_turn: n2/stock has no turn: the loop of its node is held"));
  cluster.crash("n2");
  CHECK_THROWS_WITH(cluster.in_turn("n2/stock", [](stock_state&) {}),
                    "in_turn: n2 does not run: restart() it before");
  CHECK_THROWS_WITH(cluster.members("n2"), "members: n2 does not run: restart() it before");
}

TEST_CASE("a probe at a wrong place is told") {
  const auto with = [](std::vector<std::string> probes) {
    sim::test_cluster cluster{actors(), three(), {.probes = std::move(probes)}};
  };
  CHECK_THROWS_WITH(with({"n2"}), Catch::Contains("\"n2\" names no actor: say it as node/actor"));
  CHECK_THROWS_WITH(with({"n9/x"}), Catch::Contains("its nodes are n1, n2, n3"));
  CHECK_THROWS_WITH(with({"n2/stock", "n2/stock"}),
                    "test_options::probes: \"n2/stock\" is taken: that name has a probe already");
}

TEST_CASE("a message that no node of the test knows is told") {
  sim::test_cluster cluster{actors(), three(), {.probes = {"n3/books"}}};
  const auto hint = Catch::Contains("add .messages<shop::unknown>()");
  CHECK_THROWS_WITH(cluster.ask("n2/stock", unknown{}), hint);
  CHECK_THROWS_WITH(cluster.probe("n3/books").expect<unknown>(1s), hint);
  CHECK_THROWS_WITH(
    cluster.probe("n3/books").answers<unknown>([](const unknown&) { return number{}; }), hint);
}

TEST_CASE("what needs a simulation says so on threads") {
  sim::test_cluster cluster{actors(), three(), {.on = sim::runs_on::threads}};
  CHECK_FALSE(cluster.is_simulated());
  CHECK_THROWS_WITH(cluster.partition({"n1"}, {"n2"}),
                    Catch::StartsWith("partition() needs a simulation: on threads only crash(), "
                                      "stop(), restart() and end_actor()") &&
                      Catch::Contains("runs_on::simulation"));
  CHECK_THROWS_AS(cluster.hold("n1", "n2"), std::logic_error);
  CHECK_THROWS_AS(cluster.release("n1", "n2"), std::logic_error);
  CHECK_THROWS_AS(cluster.heal(), std::logic_error);
  CHECK_THROWS_AS(cluster.reset("n1", "n2"), std::logic_error);
  CHECK_THROWS_AS(cluster.pause("n1", 1s), std::logic_error);
  CHECK_THROWS_AS(cluster.stall("n1", 1s), std::logic_error);
  CHECK_THROWS_AS(cluster.slow("n1", 2), std::logic_error);
  CHECK_THROWS_AS(cluster.set_skew("n1", 1s), std::logic_error);
  CHECK_THROWS_AS(cluster.jump_clock("n1", 1s), std::logic_error);
  CHECK_THROWS_AS(cluster.lie_to("n1", 1s), std::logic_error);
  CHECK_THROWS_WITH(cluster.crash("n1", sim::death::silent), Catch::Contains("death::silent"));
  CHECK(cluster.running("n1"));
}

TEST_CASE("nodes that do not start are told, simulated or on threads") {
  for (auto on : both_grounds)
    CHECK_THROWS_WITH(
      (sim::test_cluster{actors(), 2, "shop.stok", {.on = on}}),
      Catch::Contains("n1 does not start") && Catch::Contains("did you mean \"shop.stock\"?"));
}

// Not under sanitizers: what lives on a thread of its own is left alone, and leaked with its node.
TEST_CASE("an actor with a thread of its own is refused by a simulated test", "[large]") {
  auto types = actors();
  types.add("detaching", [](actor_base* self) -> behavior {
    auto alone = self->spawn<caf::detached>(
      [](caf::event_based_actor*) -> caf::behavior { return {[](int) {}}; });
    return self->serve([=](const order& o) { return accepted{o.item + (alone ? "!" : "")}; });
  });
  CHECK_THROWS_WITH((sim::test_cluster{types, 2, "detaching"}.advance(1s)),
                    Catch::Contains("an actor has a thread of its own"));
  sim::test_cluster real{types, 2, "detaching", {.on = sim::runs_on::threads}};
  CHECK(real.ask("n1/detaching", order{"tea"})->text == "tea!");
}

} // namespace shop
