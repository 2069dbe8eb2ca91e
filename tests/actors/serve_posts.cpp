#include "../support/fake_core.hpp"
#include "../support/kv_messages.hpp"

#include <caf/send.hpp>

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

TEST_CASE("posts are handled in order and reported as consumed") {
  fake_core node{kv::messages()};
  std::vector<std::string> keys;
  node.run("store", [&](actor_base* self) {
    return self->serve([&](const put& p) { keys.push_back(p.key); });
  });
  buffer body;
  node.at_home([&] {
    for (const auto* key : {"a", "b", "c"}) {
      body.clear();
      encode(put{key, "data"}, body);
      CHECK(node.link().arrive_post({name_hash("store"), message_id<put>}, body.bytes()) ==
            code::ok);
    }
    CHECK(node.link().posts_consumed == 0);
  });
  CHECK(keys == std::vector<std::string>{"a", "b", "c"});
  CHECK(node.link().posts_consumed == 3);
  CHECK(node.link().post_bytes_consumed == 3 * body.size());
}

TEST_CASE("a post that throws is consumed too, and logged") {
  fake_core node{kv::messages()};
  node.run("store", [](actor_base* self) {
    return self->serve([](const put&) { throw std::runtime_error("full"); });
  });
  node.arrive_post("store", put{"a", "b"});
  CHECK(node.link().posts_consumed == 1);
  CHECK(node.lines().has("the handler of kv.put threw: full"));
}

TEST_CASE("posts that cannot be handled are refused with their reason") {
  fake_core node{kv::messages()};
  auto store = node.run("store", [](actor_base* self) { return self->serve([](const put&) {}); });
  CHECK(node.arrive_post("stor", put{"a", "b"}) == code::no_handler);
  auto malformed = node.at_home([&] {
    return node.link().arrive_post({name_hash("store"), message_id<put>}, as_bytes("\xff"));
  });
  CHECK(malformed == code::malformed);
  CHECK(node.link().posts_consumed == 0);
}

TEST_CASE("posts in the mailbox of an actor that ends are consumed") {
  fake_core node{kv::messages()};
  auto store = node.run(
    "store", [](actor_base* self) { return self->serve([=](const put&) { self->quit(); }); });
  buffer body;
  encode(put{"a", "b"}, body);
  node.at_home([&] {
    for (int i = 0; i < 3; ++i)
      node.link().arrive_post({name_hash("store"), message_id<put>}, body.bytes());
  });
  CHECK(node.link().posts_consumed == 3);
  CHECK(node.arrive_post("store", put{"a", "b"}) == code::no_handler);
}

TEST_CASE("posts of actors of the same process reach the same handler") {
  fake_core node{kv::messages()};
  int handled = 0;
  auto store = node.run(
    "store", [&](actor_base* self) { return self->serve([&](const put&) { ++handled; }); });
  caf::anon_send(store, put{"a", "b"});
  node.settle();
  CHECK(handled == 1);
}

} // namespace
} // namespace carrick::test
