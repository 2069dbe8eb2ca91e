#include "../support/kv_messages.hpp"
#include "../support/name_server.hpp"
#include "../support/node_world.hpp"

namespace carrick::test {
namespace {

using kv::change;
using kv::get;
using kv::pause;
using kv::value;
using kv::watch;

behavior answering(actor_base* self) {
  return self->serve(
    [](const get& q) {
      return value{q.key, true};
    },
    [](const watch& w, stream<change, pause> end) -> stream_callback<pause> {
      static_cast<void>(end.send({w.prefix, ""}));
      end.close();
      return {};
    });
}

/// How what an actor asked and opened in its first turn has ended.
struct first_turn {
  std::promise<std::string> asked, opened;

  /// An actor that does both in its first turn, and never again.
  auto actor(std::string to_node, std::string to_actor, call_options options) {
    return [=, this](actor_base* self) -> behavior {
      auto to = self->find(to_node).at(to_actor);
      self->ask(to, get{"a"}, options).then([this](result<value> got) {
        asked.set_value(got ? got->data : to_string(got.error()));
      });
      auto items = std::make_shared<std::string>();
      self->open(
        to, watch{"w"},
        {.on_item = [items](const change& c) { *items += c.key; },
         .on_end = [this,
                    items](const status& why) { opened.set_value(*items + " " + to_string(why)); }},
        options);
      return {[](caf::tick_atom) {}};
    };
  }

  static std::string within_10s(std::promise<std::string>& what) {
    auto got = what.get_future();
    REQUIRE(got.wait_for(10s) == std::future_status::ready);
    return got.get();
  }
};

TEST_CASE("an actor reaches the other actors of its node from its first turn on") {
  node_world world{1};
  first_turn seen;
  registry types = kv::messages();
  types.add("early", seen.actor("n1", "late", {}));
  types.add("late", answering);
  REQUIRE(world.start(0, types, {{"early", "early"}, {"late", "late"}}).ok());
  CHECK(first_turn::within_10s(seen.asked) == "a");
  CHECK(first_turn::within_10s(seen.opened) == "w ok");
}

TEST_CASE("an actor can wait for a link, or be told at once that there is none") {
  node_world world{2};
  first_turn patient, impatient;
  registry types = kv::messages();
  types.add("patient", patient.actor("n2", "a", {.deadline = 30s, .wait_for_link = true}));
  types.add("impatient", impatient.actor("n2", "a", {}));
  types.add("answering", answering);
  REQUIRE(world.start(0, types, {{"p", "patient"}, {"i", "impatient"}}).ok());
  CHECK(first_turn::within_10s(impatient.asked).starts_with("unreachable: no link to n2"));
  CHECK(first_turn::within_10s(impatient.opened).starts_with(" unreachable: no link to n2"));
  REQUIRE(world.start(1, types, {{"a", "answering"}}).ok());
  CHECK(first_turn::within_10s(patient.asked) == "a");
  CHECK(first_turn::within_10s(patient.opened) == "w ok");
}

TEST_CASE("who waits for a link that does not come is told at the deadline") {
  node_world world{2};
  first_turn seen;
  registry types = kv::messages();
  types.add("patient", seen.actor("n2", "a", {.deadline = 20ms, .wait_for_link = true}));
  REQUIRE(world.start(0, types, {{"p", "patient"}}).ok());
  CHECK(first_turn::within_10s(seen.asked).starts_with("deadline_exceeded: not sent before"));
  CHECK(first_turn::within_10s(seen.opened).starts_with(" deadline_exceeded: not sent before"));
}

TEST_CASE("a stream that is cancelled while it waits for a link ends at once") {
  node_world world{2};
  std::promise<std::string> ended;
  registry types = kv::messages();
  types.add("fickle", [&](actor_base* self) -> behavior {
    auto open = self->open(self->find("n2"), watch{"w"},
                           {.on_end = [&](const status& s) { ended.set_value(to_string(s)); }},
                           {.deadline = 1h, .wait_for_link = true});
    open.close(fail(code::cancelled, "changed its mind"));
    return {[](caf::tick_atom) {}};
  });
  REQUIRE(world.start(0, types, {{"f", "fickle"}}).ok());
  CHECK(first_turn::within_10s(ended).starts_with("cancelled"));
}

// -- nodes that know each other by names ----------------------------------------------------------

/// Nodes n1 and n2 over TCP, of which n1 dials n2 at its name, beside members whose names are never
/// answered.
struct named_world : node_world {
  named_world() : node_world(2) {
    names.add("n2.test", {"127.0.0.1"});
    names.hold("dead.test");
    names.hold("mute.test");
  }

  node_options over_tcp(std::size_t i) const {
    auto out = options_of(i);
    out.transport = net::make_tcp_transport({.name_servers = {names.address()}});
    out.insecure_plaintext = true; // a name may stand for any address
    out.listen = "127.0.0.1:0";
    out.members = {{.node = id_of(name(0))}, {.node = id_of(name(1))}};
    return out;
  }
  /// n1 is at work on the names that are not answered, and then told of n2.
  void start_both(duration dial_timeout) {
    REQUIRE(start(over_tcp(1), 1, {}).ok());
    auto options = over_tcp(0);
    options.dial_timeout = dial_timeout;
    options.members = {{.node = id_of("n1")},
                       {.node = id_of("dead"), .addresses = {"dead.test:7101"}},
                       {.node = id_of("mute"), .addresses = {"mute.test:7101"}}};
    auto all = options.members;
    REQUIRE(start(std::move(options), 0, {}).ok());
    REQUIRE(
      eventually([&] { return names.asked("dead.test") > 0 && names.asked("mute.test") > 0; }));
    const auto second = (*this)[1].address();
    all.push_back(
      {.node = id_of("n2"), .addresses = {"n2.test" + second.substr(second.rfind(':'))}});
    REQUIRE((*this)[0].set_members(all).ok());
    REQUIRE((*this)[0].wait_for_members(2, 60s).ok());
  }

  name_server names;
};

TEST_CASE("members whose names are never answered hold up neither a healthy one nor the stop") {
  named_world world;
  SECTION("while one lookup goes on") { world.start_both(1h); }
  SECTION("while they are looked up again and again") {
    world.start_both(20ms);
    CHECK(eventually([&] { return world.names.asked("dead.test") > 20; }));
  }
  CHECK(ask_raw(world[0], "n2", {}, "hello").code == code::no_handler);
  CHECK(world.stop(0).ok());
  CHECK(world.stop(1).ok());
}

TEST_CASE("a node listens at a name, once it is looked up") {
  named_world world;
  world.names.add("n1.test", {"127.0.0.9"});
  auto options = world.over_tcp(0);
  options.listen = "n1.test:0";
  SECTION("that is known") {
    REQUIRE(world.start(options, 0, {}).ok());
    CHECK(world[0].address().starts_with("127.0.0.9:"));
    CHECK(world.stop(0).ok());
  }
  SECTION("that is not") {
    options.listen = "n3.test:0";
    CHECK(to_string(world.start(options, 0, {})) ==
          "unreachable: cannot look up n3.test: there is no such name");
  }
  SECTION("that may be anywhere") {
    options.insecure_plaintext = false;
    const auto done = world.start(options, 0, {});
    CHECK(done == code::refused);
    CHECK(done.message().starts_with("listening at n1.test:0 without encryption"));
  }
}

} // namespace
} // namespace carrick::test
