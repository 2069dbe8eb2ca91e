#include "../support/fake_core.hpp"
#include "../support/kv_messages.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <stdexcept>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;
using kv::change;
using kv::get;
using kv::pause;
using kv::put;
using kv::scan;
using kv::value;
using kv::watch;

using scanner = caf::typed_actor<caf::replies_to<scan>::with<value>>;

scanner::behavior_type scan_worker(scanner::pointer) {
  return {[](const scan& s) { return value{"scanned " + s.prefix, true}; }};
}

TEST_CASE("a handler answers with its reply") {
  fake_core node{kv::messages()};
  node.run("store", [](actor_base* self) {
    return self->serve([](const get& q) { return value{"of " + q.key, true}; });
  });
  CHECK(node.serving == std::vector<std::string>{"store"});
  node.arrive("store", get{"a"});
  CHECK(node.last_reply<value>()->data == "of a");
}

TEST_CASE("a handler answers with a carrick::result") {
  fake_core node{kv::messages()};
  node.run("store", [](actor_base* self) {
    return self->serve([](const get& q) -> result<value> {
      if (q.key.empty()) return fail(code::invalid_argument, "empty key");
      return value{q.key, true};
    });
  });
  node.arrive("store", get{"a"});
  CHECK(node.last_reply<value>()->data == "a");
  node.arrive("store", get{});
  CHECK(node.last_reply<value>().error() == code::invalid_argument);
  CHECK(node.last_reply<value>().error().message() == "empty key");
}

TEST_CASE("a handler answers with a caf::result: value, status, delegation, promise") {
  fake_core node{kv::messages()};
  caf::typed_response_promise<value> promise;
  node.run("store", [&](actor_base* self) {
    auto worker = self->spawn(scan_worker);
    return self->serve(
      [=, &promise](const get& q) -> caf::result<value> {
        if (q.key.empty()) return fail(code::not_found, "no key");
        if (q.key != "later") return value{q.key, true};
        promise = self->make_response_promise<value>();
        return promise;
      },
      [=](const scan& s) -> caf::result<value> { return self->delegate(worker, s); });
  });
  node.arrive("store", get{"a"});
  CHECK(node.last_reply<value>()->data == "a");
  node.arrive("store", get{});
  CHECK(node.last_reply<value>().error() == code::not_found);
  node.arrive("store", scan{"user/"});
  CHECK(node.last_reply<value>()->data == "scanned user/");

  node.arrive("store", get{"later"});
  CHECK(node.link().kept.size() == 3);
  promise.deliver(value{"at last", true});
  node.settle();
  CHECK(node.last_reply<value>()->data == "at last");
}

TEST_CASE("an exception in a handler is the caller's internal status, and the actor lives") {
  fake_core node{kv::messages()};
  node.run("store", [](actor_base* self) {
    return self->serve([](const get& q) {
      if (q.key == "bad") throw std::runtime_error("disk on fire");
      return value{q.key, true};
    });
  });
  node.arrive("store", get{"bad"});
  CHECK(node.last_reply<value>().error() == code::internal);
  CHECK(node.last_reply<value>().error().message() == "disk on fire");
  CHECK(node.lines().has("store: the handler of kv.get threw: disk on fire"));
  node.arrive("store", get{"a"});
  CHECK(node.last_reply<value>()->data == "a");
}

TEST_CASE("a long exception text is cut") {
  fake_core node{kv::messages()};
  node.run("store", [](actor_base* self) {
    return self->serve(
      [](const get&) -> value { throw std::runtime_error(std::string(5'000, 'x')); });
  });
  node.arrive("store", get{"a"});
  CHECK(node.last_reply<value>().error().message().size() == limits::error_text_bytes);
}

TEST_CASE("a request that nothing serves names what is served") {
  fake_core node{kv::messages()};
  node.run("store",
           [](actor_base* self) { return self->serve([](const get&) { return value{}; }); });
  node.arrive("store", scan{"a"});
  CHECK(node.last_reply<value>().error() == code::no_handler);
  CHECK(node.last_reply<value>().error().message().find("kv.get") != std::string::npos);
  node.arrive("stor", get{"a"});
  CHECK(node.last_reply<value>().error() == code::no_handler);
}

TEST_CASE("a request that does not decode is refused as malformed") {
  fake_core node{kv::messages()};
  node.run("store",
           [](actor_base* self) { return self->serve([](const get&) { return value{}; }); });
  buffer body;
  body.append(as_bytes("\xff\xff\xff"));
  node.at_home([&] {
    node.link().arrive({name_hash("store"), message_id<get>}, body.bytes(), never);
  });
  CHECK(node.link().kept.back().code == code::malformed);
  CHECK(node.link().kept.back().payload.find("kv.get.key") != std::string::npos);
}

TEST_CASE("after become() the new behavior answers; what it does not handle has no handler") {
  fake_core node{kv::messages()};
  node.run("store", [](actor_base* self) {
    return self->serve(
      [=](const get&) {
        self->become([](const scan& s) { return value{s.prefix, true}; });
        return value{"last", true};
      },
      [](const scan&) {
        return value{"first", true};
      });
  });
  node.arrive("store", get{"a"});
  CHECK(node.last_reply<value>()->data == "last");
  node.arrive("store", scan{"second"});
  CHECK(node.last_reply<value>()->data == "second");
  node.arrive("store", get{"a"});
  CHECK(node.last_reply<value>().error() == code::no_handler);
  CHECK(node.last_reply<value>().error().message().find("kv::get") != std::string::npos);
}

TEST_CASE("serving again replaces what was offered") {
  fake_core node{kv::messages()};
  node.run("store", [](actor_base* self) {
    return self->serve([=](const get&) {
      self->become(self->serve([](const scan& s) { return value{s.prefix, true}; }));
      return value{"last", true};
    });
  });
  node.arrive("store", get{"a"});
  node.arrive("store", scan{"b"});
  CHECK(node.last_reply<value>()->data == "b");
  node.arrive("store", get{"a"});
  CHECK(node.last_reply<value>().error() == code::no_handler);
  CHECK(node.serving.size() == 1);
}

TEST_CASE("a request whose caller waits no more is not handled") {
  fake_core node{kv::messages()};
  int handled = 0;
  node.run("store", [&](actor_base* self) {
    return self->serve([&](const get&) {
      ++handled;
      return value{};
    });
  });
  buffer body;
  encode(get{"a"}, body);
  endpoint to{name_hash("store"), message_id<get>};
  auto soon = node.now() + 10ms;
  auto late = start_at(node.home(), [&] {
    node.link().arrive(to, body.bytes(), soon);
    node.link().cancel_request(node.link().arrive(to, body.bytes(), never));
    node.take_time(20ms);
  });
  node.settle();
  late.get();
  CHECK(handled == 0);
  REQUIRE(node.link().kept.size() == 2);
  CHECK(node.link().kept[0].code == code::deadline_exceeded);
  CHECK(node.link().kept[1].code == code::cancelled);
}

TEST_CASE("a handler learns of its deadline and of a cancel") {
  fake_core node{kv::messages()};
  std::vector<std::string> seen;
  responder<value> later;
  node.run("store", [&](actor_base* self) {
    return self->serve([&, self](const get&, responder<value> r) {
      CHECK(self->remaining() == 50ms);
      CHECK(self->deadline() == r.deadline());
      self->on_cancel([&] { seen.push_back("cancelled"); });
      later = std::move(r);
    });
  });
  auto id = node.arrive("store", get{"a"}, node.now() + 50ms);
  CHECK_FALSE(later.cancelled());
  node.at_home([&] { node.link().cancel_request(id); });
  CHECK(later.cancelled());
  CHECK(seen == std::vector<std::string>{"cancelled"});
  later.fail(status{code::cancelled});
  node.settle();
  CHECK(node.link().kept.back().code == code::cancelled);
}

TEST_CASE("where no request is handled there is no deadline, and nobody gives up") {
  fake_core node{kv::messages()};
  int handled = 0, given_up = 0;
  node.run("store", [&](actor_base* self) {
    return self->serve([&, self](const put&) {
      ++handled;
      CHECK(self->deadline() == never);
      CHECK(self->remaining() == duration::max());
      CHECK_FALSE(self->cancelled());
      self->on_cancel([&] { ++given_up; });
    });
  });
  CHECK(node.arrive_post("store", put{"a", "b"}) == code::ok);
  CHECK(handled == 1);
  CHECK(given_up == 0);
}

TEST_CASE("requests of actors of the same process reach the same handlers") {
  fake_core node{kv::messages()};
  std::vector<std::string> seen;
  auto store = node.run("store", [](actor_base* self) {
    return self->serve(
      [](const get& q) {
        return value{q.key, true};
      },
      [](const scan&, responder<value> r) {
        r.reply(value{"deferred", true});
      });
  });
  node.run("asker", [&](actor_base* self) -> behavior {
    self->request(store, caf::infinite, get{"a"}).then([&](const value& v) {
      seen.push_back(v.data);
    });
    self->request(store, caf::infinite, scan{"a"}).then([&](const value& v) {
      seen.push_back(v.data);
    });
    return {[](caf::unit_t) {}};
  });
  CHECK(seen == std::vector<std::string>{"a", "deferred"});
}

TEST_CASE("requests of an actor that ends are answered") {
  fake_core node{kv::messages()};
  responder<value> kept;
  auto store = node.run("store", [&](actor_base* self) {
    return self->serve([&](const get&, responder<value> r) { kept = std::move(r); },
                       [=](const scan&) -> value {
                         self->quit();
                         return {};
                       });
  });
  buffer body;
  encode(scan{"a"}, body);
  node.at_home([&] { // both are in the mailbox before the first is handled
    for (int i = 0; i < 2; ++i)
      node.link().arrive({name_hash("store"), message_id<scan>}, body.bytes(), never);
  });
  REQUIRE(node.link().kept.size() == 2);
  CHECK(node.link().kept[1].code == code::ended);
  CHECK(node.ended == std::vector<std::string>{"store"});
  node.arrive("store", get{"a"});
  CHECK(node.last_reply<value>().error() == code::no_handler);
}

TEST_CASE("who was promised an answer hears that the actor has ended") {
  const bool typed = GENERATE(true, false);
  fake_core node{kv::messages()};
  auto store = node.run("store", [&](actor_base* self) {
    return self->serve(
      [=](const get& q) -> caf::result<value> {
        if (!typed) return self->make_response_promise();
        auto promise = self->make_response_promise<value>();
        if (q.key == "now") promise.deliver(value{"kept", true});
        return promise;
      },
      [=](const scan&) -> value {
        self->quit();
        return {};
      });
  });
  for (int i = 0; i < 3; ++i) node.arrive("store", get{"never"});
  if (typed) {
    node.arrive("store", get{"now"});
    REQUIRE(node.link().kept.size() == 1);
  }
  const auto before = node.link().kept.size();
  node.arrive("store", scan{"a"});
  REQUIRE(node.link().kept.size() == before + 4); // three promises, and the answer of scan
  std::size_t ended = 0;
  for (const auto& each : node.link().kept) ended += each.code == code::ended;
  CHECK(ended == 3);
}

} // namespace
} // namespace carrick::test
