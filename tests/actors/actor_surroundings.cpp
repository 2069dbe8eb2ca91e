#include "../support/fake_core.hpp"
#include "../support/kv_messages.hpp"

#include <carrick/actors/system_messages.hpp>

#include <caf/send.hpp>

#include <functional>
#include <stdexcept>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;
using kv::get;
using kv::put;
using kv::value;

/// Counts how often it is made a text.
struct part_of_a_line {
  int& asked;
};
std::string to_string(const part_of_a_line& part) {
  ++part.asked;
  return "part";
}

behavior idle(actor_base*) {
  return {[](caf::tick_atom) {}};
}

TEST_CASE("a handler that holds its loop is named in the log, and in the actor's row") {
  fake_core node{registry{}.messages<get>()};
  node.run("store", [&](actor_base* self) {
    return self->serve([&, self](const get& q) {
      auto busy = self->busy();
      CHECK(busy.message == "kv.get");
      node.take_time(q.key == "slow" ? 250ms : 1ms);
      return value{};
    });
  });
  node.arrive("store", get{"fast"});
  CHECK_FALSE(node.lines().has("held its loop"));
  node.arrive("store", get{"slow"});
  CHECK(node.lines().has("store: the handler of kv.get held its loop for 250ms"));
  auto rows = node.list_actors().actors;
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].name == "store");
  CHECK(rows[0].type == "test");
  CHECK(rows[0].state == "idle");
  CHECK(rows[0].handled == 2);
  CHECK(rows[0].mailbox == 0);
  CHECK(rows[0].slowest_us == 250'000);
  CHECK(rows[0].slowest_message == "kv.get");
}

TEST_CASE("messages that wait are the depth of the mailbox") {
  fake_core node;
  auto actor = node.run("a", idle);
  for (int i = 0; i < 3; ++i) caf::anon_send(actor, caf::tick_atom_v);
  CHECK(node.list_actors().actors[0].mailbox == 3);
  node.settle();
  CHECK(node.list_actors().actors[0].mailbox == 0);
}

TEST_CASE("stray messages end nobody, and are logged once") {
  fake_core node;
  auto receiver = node.run("receiver", idle);
  std::string answer;
  auto sender = node.run("sender", [&](actor_base* self) -> behavior {
    self->send(receiver, std::string{"stray"});
    self->send(receiver, std::string{"another"});
    self->request(receiver, caf::infinite, 17)
      .then([](int) {}, [&](const caf::error& e) { answer = to_string(status_of(e)); });
    return {[](caf::tick_atom) {}};
  });
  CHECK(answer == "no_handler: receiver does not handle (17)");
  CHECK(node.lines().has("receiver: has no handler for (\"stray\")"));
  CHECK_FALSE(node.lines().has("another"));
  caf::anon_send(receiver, caf::make_error(caf::sec::runtime_error));
  caf::anon_send(receiver, drain{});
  node.settle();
  CHECK(node.ended.empty());
}

TEST_CASE("an exit message with a reason ends an actor") {
  fake_core node;
  auto actor = node.run("a", idle);
  caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
  node.settle();
  CHECK(node.ended == std::vector<std::string>{"a"});
}

TEST_CASE("random numbers are seeded, and each actor has its own") {
  auto draw = [](std::uint64_t seed) {
    node_options options;
    options.seed = seed;
    fake_core node{{}, options};
    std::vector<std::uint64_t> drawn;
    auto drawing = [&](actor_base* self) -> behavior {
      drawn.push_back(self->random().next());
      return {[](caf::tick_atom) {}};
    };
    node.run("a", drawing);
    node.run("b", drawing);
    return drawn;
  };
  auto first = draw(7);
  CHECK(first == draw(7));
  CHECK(first != draw(8));
  CHECK(first[0] != first[1]);
}

TEST_CASE("log lines are put together from their parts") {
  fake_core node;
  node.run("a", [](actor_base* self) -> behavior {
    self->log_info("took ", 3, " of ", std::string{"x"}, ' ', true, " at ", self->node(), ": ",
                   fail(code::overloaded, "full"));
    return {[](caf::tick_atom) {}};
  });
  CHECK(node.lines().has("actor: a: took 3 of x true at n1: overloaded: full"));
}

TEST_CASE("an actor logs at four levels, and what is off is not put together") {
  fake_core node;
  int asked = 0;
  auto log_all = [&](actor_base* self) -> behavior {
    self->log_debug("debug ", part_of_a_line{asked});
    self->log_info("info ", part_of_a_line{asked});
    self->log_warn("warn ", part_of_a_line{asked});
    self->log_error("error ", part_of_a_line{asked});
    return {[](caf::tick_atom) {}};
  };
  node.run("a", log_all);
  CHECK(asked == 3);
  CHECK_FALSE(node.lines().has("debug"));
  for (auto line :
       {"info actor: a: info part", "warn actor: a: warn part", "error actor: a: error part"})
    CHECK(node.lines().has(line));
  node.lines().least = log_level::debug;
  node.run("b", log_all);
  CHECK(asked == 7);
  CHECK(node.lines().has("debug actor: b: debug part"));
  node.lines().least = log_level::off;
  node.run("c", log_all);
  CHECK(asked == 7);
}

TEST_CASE("an actor subscribes to members and gets events as messages") {
  fake_core node;
  std::vector<std::string> seen;
  node.run("a", [&](actor_base* self) {
    self->subscribe_members();
    return self->serve([&](const member_event& e) { seen.push_back(e.node.text()); });
  });
  REQUIRE(node.member_watchers.size() == 1);
  member_event event;
  event.node = node_id::parse("n2").value();
  caf::anon_send(node.member_watchers[0], event);
  node.settle();
  CHECK(seen == std::vector<std::string>{"n2"});
}

TEST_CASE("what an actor monitors is one monitor each, until it is demonitored or the actor ends") {
  fake_core node;
  auto standing = [&] {
    std::vector<std::string> names;
    for (const auto& [number, name] : node.monitors) names.push_back(name);
    return names;
  };
  using names = std::vector<std::string>;
  std::function<void(actor_base*)> next;
  auto actor = node.run(
    "a", [&](actor_base* self) -> behavior { return {[&, self](caf::tick_atom) { next(self); }}; });
  auto in_actor = [&](std::function<void(actor_base*)> f) {
    next = std::move(f);
    caf::anon_send(actor, caf::tick_atom_v);
    node.settle();
  };
  in_actor([&](actor_base* self) {
    self->monitor(node.to(), "x");
    self->monitor(node.to(), "x");
    self->monitor(node.to(), "y");
  });
  CHECK(standing() == names{"x", "y"});
  in_actor([&](actor_base* self) { self->demonitor(node.to(), "x"); });
  CHECK(standing() == names{"y"});
  in_actor([&](actor_base* self) { self->monitor(node.to(), "x"); });
  CHECK(standing() == names{"y", "x"});
  in_actor([](actor_base* self) { self->quit(); });
  CHECK(standing().empty());
}

TEST_CASE("blocking work comes back with its value, its exception, or why it did not run") {
  fake_core node;
  std::vector<std::string> seen;
  auto tell = [&](result<int> r) { seen.push_back(r ? std::to_string(*r) : to_string(r.error())); };
  auto actor = node.run("a", [&](actor_base* self) -> behavior {
    self->blocking([] { return 42; }).then(tell);
    self->blocking([]() -> int { throw std::runtime_error("no disk"); }).then(tell);
    self->blocking([]() -> result<int> { return fail(code::not_found, "file"); }).then(tell);
    self->blocking([] { return 1; }).then(tell); // dropped
    self->blocking([] {}).then([&](const status& s) { seen.push_back(to_string(s)); });
    return {[&, self](caf::tick_atom) { self->blocking([] { return 7; }).then(tell); }};
  });
  REQUIRE(node.work.size() == 5);
  for (int i : {0, 1, 2, 4}) {
    node.work[static_cast<std::size_t>(i)]->run();
    node.settle();
  }
  node.work.clear();
  node.settle();
  CHECK(seen ==
        std::vector<std::string>{"42", "internal: no disk", "not_found: file", "ok",
                                 "draining: the node stops"});
  node.refuse_work_with = status{code::overloaded, "too much is waiting already"};
  caf::anon_send(actor, caf::tick_atom_v);
  node.settle();
  CHECK(seen.back() == "overloaded: too much is waiting already");
}

TEST_CASE("a status and a caf::error convert into each other") {
  caf::error error{fail(code::overloaded, "full")};
  CHECK(status_of(error) == code::overloaded);
  CHECK(status_of(error).message() == "full");
  CHECK(status_of(caf::error{}) == code::ok);
  CHECK(status_of(caf::make_error(caf::sec::unexpected_message)) == code::no_handler);
  CHECK(status_of(caf::make_error(caf::sec::request_timeout)) == code::deadline_exceeded);
  CHECK(status_of(caf::make_error(caf::sec::runtime_error, std::string{"why"})).message() == "why");
  CHECK(status_of(caf::make_error(caf::exit_reason::kill)) == code::ended);
}

TEST_CASE("each error of CAF's is told in our words") {
  for (unsigned number = 1; number <= static_cast<unsigned>(caf::sec::connection_timeout);
       ++number) {
    auto told = status_of(caf::make_error(static_cast<caf::sec>(number)));
    INFO(number << ": " << told);
    CHECK_FALSE(told.ok());
    CHECK(told.message().size() > 20);
    CHECK(told.message().find_first_of("_()") == std::string::npos);
    CHECK(told.message().find("unknown") == std::string::npos);
  }
  CHECK(to_string(status_of(caf::make_error(caf::sec::request_receiver_down))) ==
        "ended: the actor that was asked has ended");
  CHECK(to_string(status_of(caf::error{7, caf::atom("shop")})) ==
        "internal: the actor failed with error 7 of its category \"shop\"");
  CHECK(to_string(status_of_end(caf::make_error(caf::exit_reason::kill))) ==
        "ended: it was killed");
  CHECK(status_of_end(caf::make_error(caf::exit_reason::user_shutdown)).ok());
}

} // namespace
} // namespace carrick::test
