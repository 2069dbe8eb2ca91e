#include "../support/fake_core.hpp"
#include "../support/kv_messages.hpp"

#include <stdexcept>
#include <thread>

namespace carrick::test {
namespace {

using kv::get;
using kv::value;

/// A node with an actor that lets `handle` do with the responder what it wants.
class responding {
 public:
  using handler = std::function<void(responder<value>)>;
  explicit responding(handler h) : handle(std::move(h)) {
    node.run("store", [this](actor_base* self) {
      return self->serve([this](const get&, responder<value> r) { handle(std::move(r)); });
    });
  }
  result<value> answer() {
    node.arrive("store", get{"a"});
    return node.last_reply<value>();
  }

  handler handle;
  fake_core node{registry{}.messages<get>()};
};

TEST_CASE("a responder answers once, in its handler or later") {
  responder<value> kept;
  responding r{[&](responder<value> owed) {
    kept = std::move(owed);
    CHECK_FALSE(owed);
  }};
  r.node.arrive("store", get{"a"});
  CHECK(r.node.link().kept.empty());
  CHECK(kept);
  kept.reply(value{"later", true});
  CHECK_FALSE(kept);
  kept.reply(value{"again", true});
  kept.fail(status{code::internal});
  r.node.settle();
  REQUIRE(r.node.link().kept.size() == 1);
  CHECK(r.node.last_reply<value>()->data == "later");
}

TEST_CASE("a responder fails with a status") {
  responding r{[](responder<value> owed) { owed.fail(fail(code::not_found, "no such key")); }};
  CHECK(r.answer().error().message() == "no such key");
}

TEST_CASE("a dropped responder is an internal status") {
  responding r{[](responder<value>) {}};
  auto answer = r.answer();
  CHECK(answer.error() == code::internal);
  CHECK(answer.error().message() == "the responder was dropped without an answer");
}

TEST_CASE("a responder that is dropped once nobody waits for it is a cancelled request") {
  responder<value> kept;
  responding r{[&](responder<value> owed) { kept = std::move(owed); }};
  auto id = r.node.arrive("store", get{"a"});
  r.node.at_home([&] { r.node.link().cancel_request(id); });
  kept = {};
  r.node.settle();
  CHECK(r.node.last_reply<value>().error() == code::cancelled);
}

TEST_CASE("a responder dropped by an exception tells its text") {
  responding r{[](responder<value>) { throw std::runtime_error("disk on fire"); }};
  CHECK(r.answer().error().message() == "disk on fire");
}

TEST_CASE("a handler that throws after it gave its responder away has answered") {
  responder<value> kept;
  responding r{[&](responder<value> owed) {
    kept = std::move(owed);
    throw std::runtime_error("disk on fire");
  }};
  CHECK(r.answer().error().message() == "disk on fire");
  kept.reply(value{});
  r.node.settle();
  CHECK(r.node.link().kept.size() == 1);
}

TEST_CASE("a responder answers from another thread") {
  responder<value> kept;
  responding r{[&](responder<value> owed) { kept = std::move(owed); }};
  r.node.arrive("store", get{"a"});
  std::thread{[&] { kept.reply(value{"from afar", true}); }}.join();
  CHECK(r.node.link().kept.empty());
  r.node.settle();
  CHECK(r.node.last_reply<value>()->data == "from afar");
}

TEST_CASE("a responder that outlives its link is harmless") {
  responder<value> kept;
  responding r{[&](responder<value> owed) { kept = std::move(owed); }};
  r.node.arrive("store", get{"a"});
  r.node.lose_link();
  CHECK(kept.cancelled());
  kept.reply(value{});
  r.node.settle();
  CHECK(r.node.link().kept.empty());
}

TEST_CASE("a responder can be held by any callback, and answers from there") {
  stream_callback<value> callbacks;
  responding r{[&](responder<value> owed) {
    callbacks.on_end = [owed](const status& why) { owed.fail(why); };
  }};
  r.node.arrive("store", get{"a"});
  CHECK(r.node.link().kept.empty());
  callbacks.on_end(fail(code::stalled, "as told"));
  r.node.settle();
  CHECK(r.node.last_reply<value>().error().message() == "as told");
}

TEST_CASE("the last copy of a responder that is dropped answers, and no other") {
  std::function<void()> first, second;
  responding r{[&](responder<value> owed) {
    first = [owed] { owed.reply({}); };
    second = first;
  }};
  r.node.arrive("store", get{"a"});
  first = {};
  r.node.settle();
  CHECK(r.node.link().kept.empty());
  second = {};
  r.node.settle();
  REQUIRE(r.node.link().kept.size() == 1);
  CHECK(r.node.last_reply<value>().error().message() ==
        "the responder was dropped without an answer");
}

TEST_CASE("the first answer of a responder's copies counts") {
  responder<value> one, other;
  responding r{[&](responder<value> owed) { one = other = owed; }};
  r.node.arrive("store", get{"a"});
  one.reply(value{"first", true});
  CHECK_FALSE(other);
  other.fail(fail(code::internal, "second"));
  one = other = {};
  r.node.settle();
  REQUIRE(r.node.link().kept.size() == 1);
  CHECK(r.node.last_reply<value>()->data == "first");
}

TEST_CASE("a responder held by on_cancel answers when the request is given up") {
  fake_core node{registry{}.messages<get>()};
  node.run("store", [](actor_base* self) {
    return self->serve([self](const get&, responder<value> owed) {
      self->on_cancel([owed] { owed.fail(fail(code::cancelled, "given up")); });
    });
  });
  auto id = node.arrive("store", get{"a"});
  CHECK(node.link().kept.empty());
  node.at_home([&] { node.link().cancel_request(id); });
  CHECK(node.last_reply<value>().error().message() == "given up");
}

TEST_CASE("a responder assigned to is dropped first") {
  responder<value> kept;
  responding r{[&](responder<value> owed) { kept = std::move(owed); }};
  r.node.arrive("store", get{"a"});
  r.node.arrive("store", get{"b"});
  r.node.settle();
  REQUIRE(r.node.link().kept.size() == 1);
  CHECK(r.node.last_reply<value>().error() == code::internal);
  kept = {};
  r.node.settle();
  CHECK(r.node.link().kept.size() == 2);
}

} // namespace
} // namespace carrick::test
