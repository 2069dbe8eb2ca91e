#include "../support/fake_core.hpp"
#include "../support/kv_messages.hpp"

namespace carrick::test {
namespace {

using kv::get;
using kv::value;

TEST_CASE("the second answer of a copied promise is ignored, also when the place is taken again") {
  fake_core node{registry{}.messages<get>()};
  std::vector<caf::response_promise> promises;
  node.run("store", [&](actor_base* self) {
    return self->serve([&, self](const get&) -> caf::result<value> {
      promises.push_back(self->make_response_promise());
      return promises.back();
    });
  });
  node.arrive("store", get{"a"});
  auto copy = promises[0];
  promises[0].deliver(value{"first", true});
  node.settle();
  node.arrive("store", get{"b"});
  copy.deliver(value{"stale", true});
  node.settle();
  REQUIRE(node.link().kept.size() == 1);
  promises[1].deliver(value{"second", true});
  node.settle();
  CHECK(node.last_reply<value>()->data == "second");
  promises.clear();
}

TEST_CASE("an answer of another type is an internal status that names the right one") {
  fake_core node{registry{}.messages<get>()};
  node.run("store", [](actor_base* self) {
    return self->serve([=](const get&) -> caf::response_promise {
      auto promise = self->make_response_promise();
      promise.deliver(17);
      return promise;
    });
  });
  node.arrive("store", get{"a"});
  CHECK(node.last_reply<value>().error() == code::internal);
  CHECK(node.last_reply<value>().error().message() == "the answer was not a kv.value");
}

TEST_CASE("a promise that is never kept is forgotten with its link") {
  fake_core node{registry{}.messages<get>()};
  node.run("store", [](actor_base* self) {
    return self->serve(
      [=](const get&) -> caf::response_promise { return self->make_response_promise(); });
  });
  node.arrive("store", get{"a"});
  CHECK(node.receives().calls() == 1);
  node.lose_link();
  CHECK(node.receives().calls() == 0);
}

TEST_CASE("a cancel of one link does not reach a request of another that has the same number") {
  fake_core node{registry{}.messages<get>()};
  responder<value> kept;
  node.run("store", [&](actor_base* self) {
    return self->serve([&](const get&, responder<value> r) { kept = std::move(r); });
  });
  auto id = node.arrive("store", get{"a"});
  node.at_home([&] {
    auto old = std::make_shared<fake_link>(node.home(), node.to().record(), node.receives());
    old->cancel_request(id);
  });
  CHECK_FALSE(kept.cancelled());
  node.at_home([&] { node.link().cancel_request(id); });
  CHECK(kept.cancelled());
  kept.reply({});
  node.settle();
}

TEST_CASE("a cancelled request stays until it is answered") {
  fake_core node{registry{}.messages<get>()};
  responder<value> kept;
  node.run("store", [&](actor_base* self) {
    return self->serve([&](const get&, responder<value> r) { kept = std::move(r); });
  });
  auto id = node.arrive("store", get{"a"});
  node.at_home([&] { node.link().cancel_request(id); });
  CHECK(node.receives().calls() == 1);
  kept.reply({});
  node.settle();
  CHECK(node.receives().calls() == 0);
}

} // namespace
} // namespace carrick::test
