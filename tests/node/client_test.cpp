#include "../support/kv_messages.hpp"
#include "../support/node_world.hpp"

#include <sys/wait.h>
#include <unistd.h>

namespace carrick::test {
namespace {

/// What a handler is told that uses a client, or changes the members of its own node.
struct waits_in_a_handler {
  client* asks = nullptr;
  node* changes = nullptr;
};

registry kv_types(waits_in_a_handler& what) {
  auto types = kv::messages();
  types.add("store", [&what](actor_base* self) {
    return self->serve(
      [](const kv::put&) {},
      [](const kv::get& q) {
        return kv::value{q.key, true};
      },
      [&what](const kv::scan& q) {
        if (q.prefix == "members")
          return kv::value{
            to_string(what.changes->set_members({{.node = id_of("n1"), .addresses = {"n1"}}})),
            true};
        auto refused = q.prefix == "ask" ? what.asks->ask("n1/s", kv::get{"x"}).error()
          : q.prefix == "post"           ? what.asks->post("n1/s", kv::put{"x", "y"})
                                         : what.asks->flush("n1", 1s);
        return kv::value{to_string(refused), false};
      });
  });
  return types;
}

} // namespace

TEST_CASE("a client used in a handler is refused, with what to use instead, and nothing ends") {
  node_world world{1};
  waits_in_a_handler what;
  auto types = kv_types(what);
  REQUIRE(world.start(0, types, {{"s", "store"}}).ok());
  auto inner = world.client_of(types);
  what.asks = &inner;
  auto asker = world.client_of(types);
  for (auto* call : {"ask", "post", "flush"}) {
    auto told = asker.ask("n1/s", kv::scan{call});
    REQUIRE(told.has_value());
    CHECK(told->data.starts_with("invalid_argument: client::" + std::string{call} + " waits"));
    CHECK(told->data.find("self->ask") != std::string::npos);
  }
  CHECK(asker.ask("n1/s", kv::get{"a"}).has_value());
}

TEST_CASE("members can be changed in a handler of the same node") {
  node_world world{1, {.loops = 1}};
  waits_in_a_handler what;
  auto types = kv_types(what);
  REQUIRE(world.start(0, types, {{"s", "store"}}).ok());
  what.changes = &world[0];
  auto told = world.client_of(types).ask("n1/s", kv::scan{"members"});
  REQUIRE(told.has_value());
  CHECK(told->data == "ok");
}

TEST_CASE("the longest durations are for ever, and a negative deadline is over") {
  node_world world{1};
  waits_in_a_handler what;
  auto types = kv_types(what);
  REQUIRE(world.start(0, types, {{"s", "store"}}).ok());
  auto asker = world.client_of(types);
  CHECK(asker.ask("n1/s", kv::get{"a"}, duration::max()).has_value());
  CHECK(asker.ask("n1/s", kv::get{"a"}, -1s).error() == code::deadline_exceeded);
  CHECK(asker.post("n1/s", kv::put{"a", "b"}, duration::max()).ok());
  CHECK(asker.flush("n1", duration::max()).ok());
  CHECK(world[0].wait_for_members(1, duration::max()).ok());
  CHECK(world[0].stop(duration::max()).ok());
}

TEST_CASE("a handler hears that the deadline of its request has passed") {
  node_world world{1};
  std::promise<void> heard;
  std::vector<responder<kv::value>> kept;
  auto types = kv::messages();
  types.add("keeper", [&](actor_base* self) {
    return self->serve([&, self](const kv::get&, responder<kv::value> answer) {
      self->on_cancel([&] { heard.set_value(); });
      kept.push_back(std::move(answer));
    });
  });
  REQUIRE(world.start(0, types, {{"s", "keeper"}}).ok());
  auto asker = world.client_of(types);
  CHECK(asker.ask("n1/s", kv::get{"a"}, 50ms).error() == code::deadline_exceeded);
  CHECK(heard.get_future().wait_for(10s) == std::future_status::ready);
  kept.clear();
}

TEST_CASE("a client in a process that was forked is refused, and its end waits for nothing") {
  node_world world{1};
  waits_in_a_handler what;
  auto types = kv_types(what);
  REQUIRE(world.start(0, types, {{"s", "store"}}).ok());
  auto asker = std::unique_ptr<client>{new client(world.client_of(types))};
  CHECK(asker->ask("n1/s", kv::get{"x"}).has_value());
  if (auto child = ::fork(); child == 0) {
    auto refused = asker->ask("n1/s", kv::get{"x"}, 1h);
    asker.reset();
    ::_exit(!refused && refused.error() == code::invalid_argument ? 0 : 1);
  } else {
    int how = 0;
    REQUIRE(::waitpid(child, &how, 0) == child);
    CHECK(how == 0);
  }
  CHECK(asker->ask("n1/s", kv::get{"x"}).has_value());
}

TEST_CASE("flush waits no longer than it may, and not for nobody") {
  node_world world{2};
  waits_in_a_handler what;
  auto types = kv_types(what);
  auto asker = std::unique_ptr<client>{new client(world.client_of(types))};
  CHECK(asker->post("n2/s", kv::put{"a", "b"}).ok());
  CHECK(asker->flush("n2", 10ms) == code::deadline_exceeded);
  CHECK(asker->flush("n7", 10ms) == code::not_found);
}

TEST_CASE("flush tells what became of the posts since the flush before") {
  node_world world{1};
  waits_in_a_handler what;
  auto types = kv_types(what);
  REQUIRE(world.start(0, types, {{"s", "store"}}).ok());
  auto asker = world.client_of(types);
  CHECK(asker.post("n1/nobody", kv::put{"a", "b"}).ok());
  CHECK(asker.post("n1/s", kv::put{"a", "b"}).ok());
  auto lost = asker.flush("n1", 10s);
  CHECK(lost == code::no_handler);
  CHECK(lost.message() == "1 of 2 posts were not delivered");
  CHECK(asker.post("n1/s", kv::put{"a", "b"}).ok());
  CHECK(asker.flush("n1", 10s).ok());
}

/// Answers each item, and ends with its caller's last one.
behavior answers_items(actor_base* self) {
  return self->serve([](const kv::watch&, stream<kv::change, kv::pause> end) {
    return stream_callback<kv::pause>{.on_item =
                                        [end](const kv::pause& p) {
                                          end.send({p.on ? "on" : "off", ""});
                                        },
                                      .on_half_close = [end] { end.close(); }};
  });
}

buffer pause_item(bool on) {
  buffer out;
  encode(kv::pause{on}, out);
  return out;
}

TEST_CASE("a client's stream sends items as they come") {
  node_world world{1};
  auto types = kv::messages();
  types.add("answering", answers_items);
  REQUIRE(world.start(0, types, {{"s", "answering"}}).ok());
  auto asker = world.client_of(types);
  item_queue items;
  std::vector<std::string> got;
  client::stream_options options;
  options.items = &items;
  // The next one is there only when the one before was answered.
  options.on_item = [&](byte_span item, const decode_options& decoding) {
    got.push_back(decode<kv::change>(item, decoding)->key);
    got.size() < 3 ? static_cast<void>(items.put(pause_item(got.size() == 1))) : items.close();
    return true;
  };
  items.put(pause_item(false));
  buffer opening;
  encode(kv::watch{}, opening);
  const auto& type = message_type_of<kv::watch>();
  CHECK(asker.stream_raw("n1/s", type, opening.bytes(), options).ok());
  CHECK(got == std::vector<std::string>{"off", "on", "off"});
  CHECK(!items.put(pause_item(true)));
}

TEST_CASE("a client that sends no items says so, though it is not linked yet when it could") {
  node_world world{1};
  auto types = kv::messages();
  types.add("answering", answers_items);
  REQUIRE(world.start(0, types, {{"s", "answering"}}).ok());
  auto asker = world.client_of(types);
  client::stream_options options;
  options.on_item = [](byte_span, const decode_options&) { return true; };
  options.cancelled = [looks = 0]() mutable { return ++looks > 600; }; // about a minute
  buffer opening;
  encode(kv::watch{}, opening);
  const auto& type = message_type_of<kv::watch>();
  CHECK(asker.stream_raw("n1/s", type, opening.bytes(), options).ok());
}

TEST_CASE("a client's item that is too large ends its stream, and holds nothing up for ever") {
  node_world world{1};
  auto types = kv::messages();
  types.add("answering", answers_items);
  auto of = world.options_of(0);
  of.link.frame_bytes = of.link.message_bytes = 16 * 1024;
  REQUIRE(world.start(of, 0, types, {{"s", "answering"}}).ok());
  client asker{of, types};
  item_queue items;
  buffer large;
  const std::string text(100'000, 'x');
  large.append(as_bytes(text));
  REQUIRE(items.put(std::move(large)));
  client::stream_options options;
  options.items = &items;
  options.on_item = [](byte_span, const decode_options&) { return true; };
  options.cancelled = [looks = 0]() mutable { return ++looks > 600; }; // about a minute
  buffer opening;
  encode(kv::watch{}, opening);
  const auto& type = message_type_of<kv::watch>();
  CHECK(asker.stream_raw("n1/s", type, opening.bytes(), options) == code::too_large);
}

TEST_CASE("who puts items into a full queue goes on when the stream ends") {
  node_world world{1};
  REQUIRE(world.start(0, kv::messages()).ok());
  auto asker = world.client_of(kv::messages());
  item_queue items;
  std::atomic<std::size_t> taken = 0;
  auto putting = std::async(std::launch::async, [&] {
    while (items.put(pause_item(true))) ++taken;
  });
  while (taken < item_queue::waiting_max) std::this_thread::yield(); // and waits with the next
  client::stream_options options;
  options.items = &items;
  options.on_item = [](byte_span, const decode_options&) { return true; };
  buffer opening;
  encode(kv::watch{}, opening);
  const auto& type = message_type_of<kv::watch>();
  CHECK(asker.stream_raw("n1/s", type, opening.bytes(), options) == code::no_handler);
  putting.get();
}

} // namespace carrick::test
