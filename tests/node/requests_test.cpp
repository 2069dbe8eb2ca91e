#include "../support/allocation_meter.hpp"
#include "../support/kv_messages.hpp"
#include "../support/node_world.hpp"

#include <carrick/actors/dispatcher.hpp>

namespace carrick::test {
namespace {

registry echo_registry() {
  registry types;
  types.messages<kv::get, kv::put>();
  types.handle_raw("test.echo", [] { return [](raw_request& r) { r.reply(r.body()); }; });
  return types;
}

constexpr endpoint echo{0, name_hash("test.echo")};

behavior store(actor_base* self) {
  return self->serve([](const kv::get& q) -> result<kv::value> {
    if (q.key == "throw") throw std::runtime_error("no such luck");
    if (q.key.empty()) return fail(code::invalid_argument, "empty key");
    return kv::value{"value of " + q.key, true};
  });
}

registry store_registry() {
  auto types = echo_registry();
  types.add("test.store", store);
  return types;
}

} // namespace

TEST_CASE("two nodes find each other and a raw request is answered") {
  node_world world{2};
  REQUIRE(world.start(0, echo_registry()).ok());
  REQUIRE(world.start(1, echo_registry()).ok());
  REQUIRE(world[0].wait_for_members(2, 10s).ok());
  auto got = ask_raw(world[0], "n2", echo, "hello");
  CHECK(got.code == code::ok);
  CHECK(got.payload == "hello");
  CHECK(ask_raw(world[1], "n1", echo, "back").payload == "back");
  CHECK(world.stop(0).ok());
  CHECK(world.stop(1).ok());
}

TEST_CASE("a node reaches itself on the same road") {
  node_world world{1};
  REQUIRE(world.start(0, echo_registry()).ok());
  CHECK(ask_raw(world[0], "n1", echo, "me").payload == "me");
  CHECK(world.stop(0).ok());
}

TEST_CASE("a request to nobody says which kind of nobody") {
  node_world world{3};
  REQUIRE(world.start(0, store_registry()).ok());
  REQUIRE(world.start(1, store_registry(), {{"store", "test.store", nullptr}}).ok());
  REQUIRE(world[0].wait_for_members(2, 10s).ok());
  auto absent = ask_raw(world[0], "n3", echo, "");
  CHECK(absent.code == code::unreachable);
  CHECK(absent.payload.find("n3") != std::string::npos);
  CHECK(ask_raw(world[0], "n9", echo, "").code == code::not_found);
  auto unserved = ask_raw(world[0], "n2", {name_hash("store"), name_hash("kv.gte")}, "");
  CHECK(unserved.code == code::no_handler);
  CHECK(unserved.payload.find("kv.get") != std::string::npos);
  CHECK(ask_raw(world[0], "n3", echo, "", 50ms, true).code == code::deadline_exceeded);
  CHECK(world.stop(0).ok());
  CHECK(world.stop(1).ok());
}

TEST_CASE("a client asks an actor: value, status, and an exception that ends nothing") {
  node_world world{1};
  auto types = store_registry();
  REQUIRE(world.start(0, types, {{"store", "test.store", nullptr}}).ok());
  auto client = world.client_of(types);
  auto found = client.ask("n1/store", kv::get{"a"});
  REQUIRE(found.has_value());
  CHECK(found->data == "value of a");
  auto refused = client.ask("n1/store", kv::get{""});
  REQUIRE(refused.has_error());
  CHECK(refused.error() == code::invalid_argument);
  CHECK(refused.error().message() == "empty key");
  auto thrown = client.ask("n1/store", kv::get{"throw"});
  REQUIRE(thrown.has_error());
  CHECK(thrown.error() == code::internal);
  CHECK(client.ask("n1/store", kv::get{"b"}).has_value());
  CHECK(world.stop(0).ok());
}

TEST_CASE("a restarted node is linked again") {
  node_world world{2};
  REQUIRE(world.start(0, echo_registry()).ok());
  REQUIRE(world.start(1, echo_registry()).ok());
  REQUIRE(world[0].wait_for_members(2, 10s).ok());
  REQUIRE(world.stop(1).ok());
  REQUIRE(world.start(1, echo_registry()).ok());
  REQUIRE(world[1].wait_for_members(2, 10s).ok());
  CHECK(ask_raw(world[0], "n2", echo, "again", 10s, true).payload == "again");
  CHECK(world.stop(0).ok());
  CHECK(world.stop(1).ok());
}

TEST_CASE("a client cannot bear a member's name: the member's link stands, and nobody is suspect") {
  node_world world{2};
  REQUIRE(world.start(0, echo_registry()).ok());
  REQUIRE(world.start(1, echo_registry()).ok());
  REQUIRE(world[0].wait_for_members(2, 10s).ok());
  const auto reconnects = [&] {
    return call_on(world[0].core().home(),
                   [&] { return world[0].find(id_of("n2")).record().dispatcher->reconnects(); });
  };
  auto options = world.options_of(0);
  options.id = id_of("n2");
  options.role = net::role::client;
  options.listen.clear();
  node impostor{options, echo_registry(), world.threads()};
  REQUIRE(impostor.start().ok());
  auto refused = ask_raw(impostor, "n1", echo, "x", 5s, true);
  CHECK(refused.code == code::refused);
  CHECK(refused.payload.find("n2 is the name of a member") != std::string::npos);
  CHECK(impostor.stop(0s).ok());
  CHECK(ask_raw(world[0], "n2", echo, "x").payload == "x");
  CHECK(reconnects() == 0);
  for (const auto& m : world[0].members()) CHECK(m.state == member_state::reachable);
}

TEST_CASE("nodes of other clusters do not link") {
  node_world world{2};
  REQUIRE(world.start(0, echo_registry()).ok());
  auto other = world.options_of(1);
  other.cluster = "another";
  REQUIRE(world.start(other, 1, echo_registry()).ok());
  auto got = ask_raw(world[0], "n2", echo, "", 300ms, true);
  CHECK(got.code == code::deadline_exceeded);
  CHECK(got.payload.find("another") != std::string::npos);
  CHECK(world.stop(0).ok());
  CHECK(world.stop(1).ok());
}

namespace {

node_options loopback_options(const char* id, const char* other, const std::string& address) {
  node_options o;
  o.id = id_of(id);
  o.cluster = "test";
  o.listen = "127.0.0.1:0";
  o.dial_fallback = 5ms;
  member_options peer{.node = id_of(other)};
  if (!address.empty()) peer.addresses = {address};
  o.members = {peer};
  return o;
}

/// One request after the other over TCP, on the loop of both nodes, and what the loop allocates
/// meanwhile.
struct metered_caller final : answer_sink {
  metered_caller(node& from, endpoint target, buffer message)
      : core(from.core()), to(from.find(id_of("serving"))), at(target), body(std::move(message)) {}
  void send() {
    outgoing message;
    message.head.to = at;
    message.body = body.bytes();
    message.deadline = core.now() + 5s;
    core.request(to.record(), message, *this);
  }
  void on_answer(const answer& a) noexcept override {
    failed = failed || a.code != code::ok;
    if (at != echo) failed = failed || !decode<kv::value>(a.payload);
    ++answers;
    if (answers == 2'000) meter.emplace();
    if (answers == 4'000) {
      allocations = meter->count();
      meter.reset();
      return done.set_value();
    }
    send();
  }
  node_core& core;
  const peer to;
  const endpoint at;
  const buffer body;
  int answers = 0;
  bool failed = false;
  std::optional<allocation_meter> meter;
  std::size_t allocations = 0;
  std::promise<void> done;
};

// What a slow machine has time for besides: beats of the links, timers.
constexpr double by_the_clock = 0.02;

double allocations_a_round_trip(endpoint at, buffer body) {
  loops threads{loops_options{.loops = 1}};
  auto types = echo_registry();
  types.handle<kv::get>([] { return [](const kv::get& q) { return kv::value{q.key, true}; }; });
  node serving{loopback_options("serving", "calling", ""), types, threads};
  REQUIRE(serving.start().ok());
  node calling{loopback_options("calling", "serving", serving.address()), types, threads};
  REQUIRE(calling.start().ok());
  REQUIRE(calling.wait_for_members(2, 10s).ok());
  metered_caller calls{calling, at, std::move(body)};
  run_on(calling.core().home(), [&] { calls.send(); });
  calls.done.get_future().get();
  CHECK_FALSE(calls.failed);
  CHECK(calling.stop(5s).ok());
  CHECK(serving.stop(5s).ok());
  return static_cast<double>(calls.allocations) / 2'000;
}

} // namespace

TEST_CASE("a raw inline round trip allocates nothing in steady state") {
  buffer body;
  body.append(as_bytes(std::string(64, 'x')));
  CHECK(allocations_a_round_trip(echo, std::move(body)) < by_the_clock);
}

TEST_CASE("a typed inline round trip allocates nothing but what its fields need") {
  buffer body;
  encode(kv::get{"short"}, body); // no string of it needs memory of its own
  CHECK(allocations_a_round_trip({0, message_id<kv::get>}, std::move(body)) < by_the_clock);
}

} // namespace carrick::test
