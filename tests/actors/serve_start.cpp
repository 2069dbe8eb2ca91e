#include "../support/fake_core.hpp"
#include "../support/kv_messages.hpp"

#include <stdexcept>

namespace carrick::test {
namespace {

using kv::change;
using kv::get;
using kv::pause;
using kv::put;
using kv::scan;
using kv::value;
using kv::watch;

TEST_CASE("a message that is served but not registered is a failure of the start") {
  fake_core node;
  node.run("store",
           [](actor_base* self) { return self->serve([](const get&) { return value{}; }); });
  REQUIRE(node.start_failures.size() == 1);
  CHECK(node.start_failures[0] == code::not_found);
  CHECK(node.start_failures[0].message() ==
        "kv.get is served by store but not in the registry: add "
        ".messages<carrick::test::kv::get>()");
  CHECK(node.serving.empty());
  CHECK(node.ended == std::vector<std::string>{"store"});
}

TEST_CASE("an exception in the first turn is a failure of the start") {
  fake_core node;
  node.run("store", [](actor_base*) -> behavior { throw std::runtime_error("no disk"); });
  REQUIRE(node.start_failures.size() == 1);
  CHECK(node.start_failures[0] == code::internal);
  CHECK(node.start_failures[0].message() == "store (test) threw in its first turn: no disk");
}

TEST_CASE("an actor without a behavior has ended in its first turn") {
  fake_core node;
  node.run("store", [](actor_base*) -> behavior { return {}; });
  REQUIRE(node.start_failures.size() == 1);
  CHECK(node.start_failures[0] == code::ended);
}

TEST_CASE("an actor that serves nothing to others still serves") {
  fake_core node;
  node.run("store", [](actor_base*) -> behavior { return {[](caf::tick_atom) {}}; });
  CHECK(node.serving == std::vector<std::string>{"store"});
  CHECK(node.start_failures.empty());
}

TEST_CASE("two actors of one name: the second fails its start, and the first still serves") {
  fake_core node{registry{}.messages<get, put>()};
  auto serve_get = [](actor_base* self) {
    return self->serve([](const get&) { return value{"first", true}; });
  };
  auto serve_more = [](actor_base* self) {
    return self->serve([](const put&) {}, [](const get&) { return value{"second", true}; });
  };
  node.run("store", serve_get);
  node.run("store", serve_more);
  REQUIRE(node.start_failures.size() == 1);
  CHECK(node.start_failures[0] == code::invalid_argument);
  node.arrive("store", get{"a"});
  CHECK(node.last_reply<value>()->data == "first");
  CHECK(node.arrive_post("store", put{"a", "b"}) == code::no_handler);
}

TEST_CASE("actors without a name are for their own process") {
  fake_core node;
  auto parent = node.run("parent", [](actor_base* self) -> behavior {
    self->spawn([](actor_base* child) {
      CHECK(std::string{child->name()} == "actor");
      return child->serve([](const get&) { return value{}; });
    });
    return {[](caf::tick_atom) {}};
  });
  CHECK(node.serving == std::vector<std::string>{"parent"});
  CHECK(node.start_failures.empty());
}

} // namespace
} // namespace carrick::test
