#include "../support/fake_core.hpp"
#include "../support/kv_messages.hpp"

#include <caf/send.hpp>

#include <stdexcept>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;
using kv::get;
using kv::put;
using kv::scan;
using kv::value;

behavior echo(actor_base* self) {
  return self->serve([](const get& q) { return value{q.key, true}; });
}

/// An actor that does `f` in its first turn, and lives.
template <class F>
auto doing(F f) {
  return [f](actor_base* self) -> behavior {
    f(self);
    return {[](caf::tick_atom) {}};
  };
}

TEST_CASE("an ask brings the value, or the status") {
  fake_core node{kv::messages()};
  node.run("store", echo);
  std::vector<std::string> seen;
  node.run(
    "asker", doing([&](actor_base* self) {
      auto on_status = [&](const status& s) { seen.push_back(to_string(s)); };
      auto on_value = [&](const value& v) { seen.push_back(v.data); };
      self->ask(node.to("store"), get{"a"}).then(on_value, on_status);
      self->ask(node.to("nobody"), get{"b"}).then(on_value, on_status);
      self->ask(self->find("not a name"), get{"c"}).then(on_value, on_status);
      self->ask(node.to("store"), get{"d"}).then([&](result<value> r) { seen.push_back(r->data); });
    }));
  // What can be told at once overtakes what the other actor has to answer first.
  REQUIRE(seen.size() == 4);
  CHECK(seen[0].starts_with("no_handler: "));
  CHECK(seen[1].starts_with("not_found: "));
  CHECK(seen[2] == "a");
  CHECK(seen[3] == "d");
}

TEST_CASE("a deadline in the past is over, and nothing is sent") {
  fake_core node{kv::messages()};
  node.run("store", echo);
  auto seen = code::ok;
  node.run("asker", doing([&](actor_base* self) {
             self->ask(node.to("store"), get{"a"}, -1s).then([&](result<value> r) {
               seen = r.error().code();
             });
           }));
  CHECK(seen == code::deadline_exceeded);
  CHECK(node.requests_seen == 0);
}

TEST_CASE("an ask without then() sends nothing") {
  fake_core node{kv::messages()};
  node.run("asker", doing([&](actor_base* self) {
             static_cast<void>(self->ask(node.to("store"), get{"a"}));
           }));
  CHECK(node.requests_seen == 0);
}

TEST_CASE("a verdict without a text gets one") {
  fake_core node{kv::messages()};
  node.refuse_with = status{code::unreachable};
  std::string seen;
  node.run("asker", doing([&](actor_base* self) {
             self->ask(node.to("store"), get{"a"}).then([&](result<value> r) {
               seen = r.error().message();
             });
           }));
  CHECK(seen == "kv.get to n1: " + std::string{sentence_of(code::unreachable)});
}

TEST_CASE("the deadline of an ask is what was given, or the node's, or what is left") {
  node_options options;
  options.ask_deadline = 3s;
  fake_core node{kv::messages(), options};
  std::vector<duration> lefts;
  node.hold_requests = true;
  node.run("relay", [&](actor_base* self) {
    return self->serve([&, self](const scan&, responder<value> r) {
      auto ignore = [](result<value>) {};
      self->ask(node.to("x"), get{"a"}).then(ignore);
      lefts.push_back(node.last_seen.deadline - node.now());
      self->ask(node.to("x"), get{"a"}, 40ms).then(ignore);
      lefts.push_back(node.last_seen.deadline - node.now());
      self->ask(node.to("x"), get{"a"}, 48h).then(ignore);
      lefts.push_back(node.last_seen.deadline - node.now());
      r.reply({});
    });
  });
  node.arrive("relay", scan{"a"});
  CHECK(lefts == std::vector<duration>{3s, 40ms, 24h});
  lefts.clear();
  node.arrive("relay", scan{"a"}, node.now() + 100ms);
  CHECK(lefts == std::vector<duration>{100ms, 40ms, 100ms});
  node.release_requests();
}

TEST_CASE("what goes on after an ask inherits the deadline of the request being handled") {
  fake_core node{kv::messages()};
  node.run("store", echo);
  std::vector<duration> lefts;
  node.run("relay", [&](actor_base* self) {
    return self->serve([&, self](const scan&, responder<value> r) {
      self->ask(node.to("store"), get{"a"}).then([&, self, r](result<value>) {
        lefts.push_back(self->remaining());
        self->ask(node.to("store"), get{"b"}).then([&, self, r](result<value> v) {
          lefts.push_back(self->remaining());
          r.reply(v.value());
        });
      });
    });
  });
  node.arrive("relay", scan{"a"}, node.now() + 100ms);
  CHECK(lefts == std::vector<duration>{100ms, 100ms});
  CHECK(node.last_reply<value>()->data == "b");
}

TEST_CASE("a request is cancelled by its handle, once, and not after its verdict") {
  fake_core node{kv::messages()};
  node.run("store", echo);
  node.hold_requests = true;
  std::vector<std::string> seen;
  auto note = [&](result<value> r) {
    seen.push_back(r ? r->data : std::string{"no "} + std::string{name_of(r.error().code())});
  };
  ask_handle first, second, never_asked;
  auto asker = node.run("asker", [&](actor_base* self) -> behavior {
    first = self->ask(node.to("store"), get{"a"}).then(note);
    second = self->ask(node.to("store"), get{"b"}).then(note);
    return {[&](int) {
      first.cancel();
      first.cancel();
      never_asked.cancel();
    }};
  });
  caf::anon_send(asker, 0);
  node.settle();
  CHECK(seen == std::vector<std::string>{"no cancelled"});
  node.release_requests();
  CHECK(seen == std::vector<std::string>{"no cancelled", "b"});
  second = first; // the number of one that is over means nothing
  caf::anon_send(asker, 0);
  node.settle();
  CHECK(seen.size() == 2);
}

/// Wakes an actor on loop 1, where it has its turn; the home loop does not run.
template <class Message>
void wake_elsewhere(fake_core& node, const caf::actor& who, Message what) {
  auto sent = start_at(node.at(1), [=] { caf::anon_send(who, what); });
  node.drive(1);
  await(std::move(sent));
}

TEST_CASE("from another loop a cancel and a verdict that cross give one verdict") {
  fake_core node{kv::messages(), {}, 2};
  node.run("store", echo);
  node.hold_requests = true;
  std::vector<std::string> seen;
  ask_handle asked;
  auto asker = node.run("asker", [&](actor_base* self) -> behavior {
    return {[&, self](int) {
              asked = self->ask(node.to("store"), get{"a"}).then([&](result<value> r) {
                seen.push_back(r ? r->data : "none");
              });
            },
            [&](bool) { asked.cancel(); }};
  });
  wake_elsewhere(node, asker, 0);
  node.drive(0); // the request is held
  SECTION("nothing was answered") {
    wake_elsewhere(node, asker, true);
    node.settle();
    CHECK(seen == std::vector<std::string>{"none"});
  }
  SECTION("the cancel comes before the answer, and is looked at behind it") {
    node.hold_requests = false;
    auto answered = start_at(node.home(), [&] { node.answer_held(); });
    wake_elsewhere(node, asker, true);
    CHECK(seen.empty());
    node.settle();
    await(std::move(answered));
    CHECK(seen == std::vector<std::string>{"a"});
  }
  SECTION("the answer is on its way into the actor") {
    node.release_requests();
    wake_elsewhere(node, asker, true);
    node.settle();
    CHECK(seen == std::vector<std::string>{"a"});
  }
}

TEST_CASE("an actor on another loop cannot give the home loop more than its limit") {
  fake_core node{kv::messages(), {}, 2};
  node.run("store", echo);
  std::map<code, int> seen;
  int posts_refused = 0;
  const std::string large(1024 * 1024, 'x');
  auto asker = node.run("asker", [&](actor_base* self) -> behavior {
    return {[&, self](int) {
      for (int i = 0; i < 100; ++i)
        self->ask(node.to("store"), get{large}).then([&](result<value> r) {
          ++seen[r ? code::ok : r.error().code()];
        });
      for (int i = 0; i < 100; ++i)
        if (self->post(node.to("store"), put{large, ""}) == code::overloaded) ++posts_refused;
    }};
  });
  wake_elsewhere(node, asker, 0);
  CHECK(posts_refused == 100);
  node.settle();
  CHECK(seen[code::ok] == 64);
  CHECK(seen[code::overloaded] == 36);
  wake_elsewhere(node, asker, 0); // there is room again
  node.settle();
  CHECK(seen[code::ok] == 128);
}

TEST_CASE("an exception in a callback is logged, and the actor lives") {
  fake_core node{kv::messages()};
  node.run("store", echo);
  int called = 0;
  node.run("asker", doing([&](actor_base* self) {
             self->ask(node.to("store"), get{"a"}).then([&](result<value>) {
               throw std::runtime_error("no");
             });
             self->ask(node.to("store"), get{"a"}).then([&](result<value>) { ++called; });
           }));
  CHECK(node.lines().has("asker: the handler of the answer of n1 to kv.get threw: no"));
  CHECK(called == 1);
}

TEST_CASE("callbacks run after become() and during await()") {
  fake_core node{kv::messages()};
  auto store = node.run("store", echo);
  int called = 0;
  node.run("asker", [&](actor_base* self) -> behavior {
    self->ask(node.to("store"), get{"a"}).then([&](result<value>) { ++called; });
    self
      ->request(caf::actor_cast<caf::actor>(self->spawn([](actor_base*) -> behavior {
                  return {[](const get&) { return caf::result<value>{caf::skip}; }};
                })),
                caf::infinite, get{"never"})
      .await([](const value&) {});
    return {[](caf::tick_atom) {}};
  });
  CHECK(called == 1);
}

TEST_CASE("the verdict of an actor that has ended is dropped") {
  fake_core node{kv::messages()};
  node.run("store", echo);
  node.hold_requests = true;
  bool called = false;
  auto asker =
    node.run("asker", doing([&](actor_base* self) {
               self->ask(node.to("store"), get{"a"}).then([&](result<value>) { called = true; });
             }));
  caf::anon_send_exit(asker, caf::exit_reason::user_shutdown);
  node.settle();
  CHECK(node.ended == std::vector<std::string>{"asker"});
  node.release_requests();
  CHECK_FALSE(called);
}

TEST_CASE("a lost link is the verdict of what was asked over it") {
  fake_core node{kv::messages()};
  responder<value> kept;
  std::string seen;
  node.run("store", [&](actor_base* self) {
    return self->serve([&](const get&, responder<value> r) { kept = std::move(r); });
  });
  node.run("asker", doing([&](actor_base* self) {
             self->ask(node.to("store"), get{"a"}).then([&](result<value> r) {
               seen = name_of(r.error().code());
             });
           }));
  node.lose_link();
  CHECK(seen == "link_lost");
  CHECK(kept.cancelled());
  kept.reply(value{"late", true});
  node.settle();
}

TEST_CASE("from another loop asks and posts go home in their order, also past a move") {
  fake_core node{kv::messages(), {}, 2};
  std::vector<std::string> seen;
  node.run("store", [&](actor_base* self) {
    return self->serve([&](const put& p) { seen.push_back("put " + p.key); },
                       [&](const get& q) {
                         seen.push_back("get " + q.key);
                         return value{};
                       });
  });
  auto sender = node.run("sender", [&](actor_base* self) -> behavior {
    return {[&, self](int first) {
      self->post(node.to("store"), put{std::to_string(first), ""});
      self->ask(node.to("store"), get{std::to_string(first + 1)}).then([](result<value>) {});
      self->post(node.to("store"), put{std::to_string(first + 2), ""});
    }};
  });
  // Woken on loop 1, then on the home loop while what it sent from loop 1 is still under way.
  auto wake = [&](std::size_t loop, int first) {
    return start_at(node.at(loop), [=] { caf::anon_send(sender, first); });
  };
  auto one = wake(1, 0);
  node.at(1).drive();
  node.at(1).drive();
  auto two = wake(0, 3);
  node.settle();
  CHECK(seen == std::vector<std::string>{"put 0", "get 1", "put 2", "put 3", "get 4", "put 5"});
}

TEST_CASE("a post says what it can") {
  fake_core node{kv::messages()};
  node.run("poster", doing([&](actor_base* self) {
             CHECK(self->post(peer{}, put{"a", "b"}) == code::not_found);
             CHECK(self->post(node.to("nobody"), put{"a", "b"}) == code::no_handler);
           }));
}

} // namespace
} // namespace carrick::test
