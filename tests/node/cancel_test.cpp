#include "../support/kv_messages.hpp"
#include "../support/node_world.hpp"

#include <atomic>
#include <stop_token>
#include <thread>

namespace carrick::test {
namespace {

using kv::get;
using kv::value;

/// What the three nodes of a chain see of one request: n1/asker asks n2/relay, which asks n3/slow,
/// which never answers.
struct chain {
  chain() {
    REQUIRE(world.start(0, types(), {{"asker", "asker"}}).ok());
    REQUIRE(world.start(1, types(), {{"relay", "relay"}}).ok());
    REQUIRE(world.start(2, types(), {{"slow", "slow"}}).ok());
    for (std::size_t i = 0; i < 3; ++i) REQUIRE(world[i].wait_for_members(3, 10s).ok());
  }

  /// Both handlers heard of it while they still worked, and the relay's own question is over.
  void expect_cancelled() {
    CHECK(relay_heard.get_future().wait_for(10s) == std::future_status::ready);
    CHECK(slow_heard.get_future().wait_for(10s) == std::future_status::ready);
    auto inner = relay_got.get_future();
    REQUIRE(inner.wait_for(10s) == std::future_status::ready);
    CHECK(inner.get() == code::cancelled);
    CHECK(responder_knows);
  }

  registry types() {
    registry types = kv::messages();
    types.add("slow", [this](actor_base* self) {
      return self->serve([this, self](const get&, responder<value> r) {
        self->on_cancel([this, r] {
          responder_knows = r.cancelled();
          slow_heard.set_value();
        });
        slow_has_it.set_value();
      });
    });
    types.add("relay", [this](actor_base* self) {
      return self->serve([this, self](const get& q, responder<value> r) {
        self->on_cancel([this] { relay_heard.set_value(); });
        self->ask(self->find("n3").at("slow"), q, 1h).then([this, r](result<value> got) mutable {
          relay_got.set_value(got.error().code());
          r.fail(got.error());
        });
      });
    });
    types.add("asker", [this](actor_base* self) {
      auto open = std::make_shared<ask_handle>();
      return self->serve([this, self, open](const get& q) {
        if (q.key == "ask")
          *open = self->ask(self->find("n2").at("relay"), q, 1h).then([this](result<value> got) {
            asker_got.set_value(got.error().code());
          });
        if (q.key == "cancel") open->cancel(), open->cancel();
        if (q.key == "quit") self->quit();
        return value{};
      });
    });
    return types;
  }

  std::promise<void> slow_has_it, relay_heard, slow_heard;
  std::atomic<bool> responder_knows = false;
  std::promise<code> relay_got, asker_got;
  node_world world{3};
};

TEST_CASE("a request that is cancelled ends for its asker and at every hop") {
  chain c;
  auto client = c.world.client_of(kv::messages());
  REQUIRE(client.ask("n1/asker", get{"ask"}).has_value());
  c.slow_has_it.get_future().wait();
  REQUIRE(client.ask("n1/asker", get{"cancel"}).has_value());
  auto got = c.asker_got.get_future();
  REQUIRE(got.wait_for(10s) == std::future_status::ready);
  CHECK(got.get() == code::cancelled);
  c.expect_cancelled();
}

TEST_CASE("what an actor has asked is cancelled when it ends") {
  chain c;
  auto client = c.world.client_of(kv::messages());
  REQUIRE(client.ask("n1/asker", get{"ask"}).has_value());
  c.slow_has_it.get_future().wait();
  REQUIRE(client.ask("n1/asker", get{"quit"}).has_value());
  c.expect_cancelled();
}

TEST_CASE("a client cancels what it waits for, by its stop token") {
  chain c;
  auto client = c.world.client_of(kv::messages());
  std::stop_source stop;
  std::thread impatient{[&] {
    c.slow_has_it.get_future().wait();
    stop.request_stop();
  }};
  CHECK(client.ask("n2/relay", get{"k"}, 1h, stop.get_token()).error() == code::cancelled);
  impatient.join();
  c.expect_cancelled();
}

TEST_CASE("cancels that cross their answers: each request has one verdict") {
  node_world world{2, {.links = 1, .actors = 1}};
  constexpr int asks = 10'000;
  std::promise<void> done;
  std::atomic<int> answered = 0, cancelled = 0, others = 0;
  registry types = kv::messages();
  types.add("quick", [](actor_base* self) {
    return self->serve([](const get& q) { return value{q.key, true}; });
  });
  types.add("fickle", [&](actor_base* self) {
    return self->serve([&, self](const get& q) {
      auto to = self->find("n2").at("q");
      for (int i = 0; i < asks; ++i) {
        auto handle = self->ask(to, q, 1h).then([&](result<value> got) {
          ++(got ? answered : got.error() == code::cancelled ? cancelled : others);
          if (answered + cancelled + others == asks) done.set_value();
        });
        if (i % 2 == 1) handle.cancel();
      }
      return value{};
    });
  });
  REQUIRE(world.start(0, types, {{"f", "fickle"}}).ok());
  REQUIRE(world.start(1, types, {{"q", "quick"}}).ok());
  REQUIRE(world[0].wait_for_members(2, 10s).ok());
  auto client = world.client_of(types);
  auto ended = done.get_future();
  REQUIRE(client.ask("n1/f", get{"k"}, 30s).has_value());
  REQUIRE(ended.wait_for(30s) == std::future_status::ready);
  CHECK(others == 0);
  CHECK(answered >= asks / 2);
  CHECK(cancelled > 0);
}

} // namespace
} // namespace carrick::test
