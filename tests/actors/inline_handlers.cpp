#include "../support/fake_core.hpp"
#include "../support/kv_messages.hpp"

#include <stdexcept>

namespace carrick::test {
namespace {

using kv::get;
using kv::put;
using kv::scan;
using kv::value;

/// A node with inline handlers.
class inline_node {
 public:
  explicit inline_node(const registry& types) : node{types} {
    status added = node.at_home([&] { return types.add_inline_handlers(node); });
    CHECK(added.ok());
  }
  kept_answer raw(std::string_view name, std::string_view body) {
    node.at_home([&] { node.link().arrive({0, name_hash(name)}, as_bytes(body), never); });
    return node.link().kept.back();
  }

  fake_core node;
};

TEST_CASE("a typed inline handler answers with reply, result or responder") {
  int instances = 0;
  auto types = registry{}
                 .handle<get>([&] {
                   ++instances;
                   return [count = 0](const get& q) mutable {
                     return value{q.key + std::to_string(++count), true};
                   };
                 })
                 .handle<scan>([] {
                   return [](const scan& s) -> result<value> {
                     if (s.prefix.empty()) return fail(code::invalid_argument, "empty");
                     if (s.prefix == "bad") throw std::runtime_error("no");
                     return value{s.prefix, true};
                   };
                 });
  inline_node n{types};
  CHECK(instances == 1);
  auto ask = [&](auto request) {
    buffer body;
    encode(request, body);
    n.node.at_home([&] {
      n.node.link().arrive({0, message_id<decltype(request)>}, body.bytes(), never);
    });
    return n.node.last_reply<value>();
  };
  CHECK(ask(get{"a"})->data == "a1");
  CHECK(ask(get{"b"})->data == "b2");
  CHECK(ask(scan{"s"})->data == "s");
  CHECK(ask(scan{}).error() == code::invalid_argument);
  CHECK(ask(scan{"bad"}).error() == code::internal);
  CHECK(ask(scan{"bad"}).error().message() == "no");
}

TEST_CASE("an inline handler with a responder answers later, and learns of a cancel") {
  responder<value> kept;
  auto types = registry{}.handle<get>(
    [&] { return [&](const get&, responder<value> r) { kept = std::move(r); }; });
  inline_node n{types};
  buffer body;
  encode(get{"a"}, body);
  auto id = n.node.at_home([&] {
    return n.node.link().arrive({0, message_id<get>}, body.bytes(), never);
  });
  n.node.at_home([&] { n.node.link().cancel_request(id); });
  CHECK(kept.cancelled());
  kept.reply(value{"x", true});
  n.node.settle();
  CHECK(n.node.last_reply<value>()->data == "x");
}

TEST_CASE("an inline handler of posts consumes them at once") {
  int handled = 0;
  auto types = registry{}.handle<put>([&] {
    return [&](const put& p) {
      if (p.key.empty()) throw std::runtime_error("no key");
      ++handled;
    };
  });
  inline_node n{types};
  auto post = [&](const put& p) {
    buffer body;
    encode(p, body);
    return n.node.at_home([&] {
      return n.node.link().arrive_post({0, message_id<put>}, body.bytes());
    });
  };
  CHECK(post({"a", "b"}) == code::ok);
  CHECK(post({}) == code::internal);
  CHECK(handled == 1);
  CHECK(n.node.link().posts_consumed == 1);
}

TEST_CASE("a raw handler answers bytes with bytes, an error, later, or not at all") {
  raw_responder kept;
  auto types = registry{}.handle_raw("echo", [&] {
    return [&](raw_request& r) {
      auto text = as_text(r.body());
      if (text == "fail") return r.fail(code::not_found, "no");
      if (text == "throw") throw std::runtime_error("thrown");
      if (text == "later") {
        kept = r.defer();
        return;
      }
      if (text == "who") return r.reply(as_bytes(r.from().text()));
      if (text != "nothing") r.reply(r.body());
    };
  });
  inline_node n{types};
  CHECK(n.raw("echo", "hello").payload == "hello");
  CHECK(n.raw("echo", "who").payload == "n1");
  CHECK(n.raw("echo", "fail").code == code::not_found);
  CHECK(n.raw("echo", "throw").payload == "thrown");
  CHECK(n.raw("echo", "nothing").code == code::internal);
  n.raw("echo", "later");
  CHECK(n.node.link().kept.size() == 5);
  kept.reply(as_bytes("at last"));
  n.node.settle();
  CHECK(n.node.link().kept.back().payload == "at last");
  n.raw("echo", "later");
  kept = {};
  n.node.settle();
  CHECK(n.node.link().kept.back().code == code::internal);
}

} // namespace
} // namespace carrick::test
