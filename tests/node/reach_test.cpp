#include "../support/kv_messages.hpp"
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

} // namespace
} // namespace carrick::test
