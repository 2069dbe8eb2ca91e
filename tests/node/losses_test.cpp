#include "../support/fake_core.hpp"
#include "../support/kv_messages.hpp"
#include "../support/node_world.hpp"

namespace carrick::test {
namespace {

using kv::get;
using kv::put;
using kv::value;

node_options with_log(node_options options, logger& to) {
  options.log = &to;
  return options;
}

TEST_CASE("posts that nobody there takes are told on both sides, once, with what and to whom") {
  kept_log sender, receiver;
  node_world world{2};
  registry types = kv::messages();
  types.add("store", [](actor_base* self) {
    return self->serve([](const get&) { return value{}; }, [](const put&) {});
  });
  types.add("poster", [](actor_base* self) {
    return self->serve([self](const get& q) {
      for (int i = 0; i < 10'000; ++i) self->post(self->find("n2").at(q.key), put{"k", "v"});
      return value{};
    });
  });
  REQUIRE(world.start(with_log(world.options_of(0), sender), 0, types, {{"p", "poster"}}).ok());
  REQUIRE(
    world.start(with_log(world.options_of(1), receiver), 1, types, {{"store", "store"}}).ok());
  REQUIRE(world[0].wait_for_members(2, 10s).ok());
  auto client = world.client_of(types);
  REQUIRE(client.ask("n1/p", get{"storx"}).has_value());
  auto account = [&] {
    return call_on(world[0].core().home(),
                   [&] { return world[0].find(id_of("n2")).record().dispatcher->account(); });
  };
  while (account().refused < 10'000) static_cast<void>(ask_raw(world[1], "n1", {}, "", 50ms));
  CHECK(receiver.count("posts of n1 were refused: kv.put") == 1);
  CHECK(receiver.has("no such actor on n2; kv.put is served by store"));
  for (int i = 0; i < 10'000 && !sender.has("posts to n2 were lost"); ++i)
    static_cast<void>(ask_raw(world[0], "n2", {}, "", 50ms));
  CHECK(sender.count("posts to n2 were lost: no_handler") == 1);
  CHECK(
    sender.has("They were refused by n2: kv.put to storx, sent by p (poster); "
               "no actor \"storx\" there; is \"store\" meant?"));
}

TEST_CASE("posts that are dropped since the buffer is full are told, once") {
  kept_log log;
  node_world world{2};
  auto options = with_log(world.options_of(0), log);
  options.posts.unsent = 10;
  registry types = kv::messages();
  types.add("poster", [](actor_base* self) {
    return self->serve([self](const get&) {
      for (int i = 0; i < 1'000; ++i) self->post(self->find("n2").at("store"), put{"k", "v"});
      return value{};
    });
  });
  REQUIRE(world.start(options, 0, types, {{"p", "poster"}}).ok());
  auto client = world.client_of(types);
  REQUIRE(client.ask("n1/p", get{}).has_value());
  auto lost = [&] {
    return call_on(world[0].core().home(), [&] {
      return world[0].find(id_of("n2")).record().dispatcher->account().dropped;
    });
  };
  while (lost() < 990) std::this_thread::yield();
  CHECK(log.count("posts to n2 were lost: dropped") == 1);
  CHECK(log.has("The last was kv.put to store, sent by p (poster)"));
}

TEST_CASE("a post that its own node refuses when its actor has gone on is told in the log") {
  kept_log log;
  node_world world{1, {.links = 1, .actors = 1}};
  registry types = kv::messages();
  types.add("poster", [](actor_base* self) {
    return self->serve([self](const get&) {
      for (int i = 0; i < 100; ++i) self->post(self->find("n9").at("store"), put{"k", "v"});
      return value{};
    });
  });
  REQUIRE(world.start(with_log(world.options_of(0), log), 0, types, {{"p", "poster"}}).ok());
  auto client = world.client_of(types);
  REQUIRE(client.ask("n1/p", get{}).has_value());
  while (!log.has("n9")) std::this_thread::yield();
  CHECK(
    log.has("posts to n9 were not taken: not_found: kv.put to store, sent by p (poster): "
            "no member \"n9\""));
  CHECK(log.count("posts to n9") == 1);
}

} // namespace
} // namespace carrick::test
