#include "../support/fake_core.hpp"
#include "../support/kv_messages.hpp"

#include <caf/send.hpp>

#include <algorithm>
#include <deque>
#include <stdexcept>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;
using kv::change;
using kv::pause;
using kv::watch;

using watch_end = stream<change, pause>; // of the handler
using caller_end = stream<pause, change>;

registry stream_messages() { return registry{}.messages<watch>(); }

/// What both sides of one stream see, in order.
struct seen {
  std::vector<std::string> caller;
  std::vector<std::string> handler;
};

stream_callback<change> noting(seen& s) {
  return {.on_item = [&](const change& c) { s.caller.push_back(c.key); },
          .on_half_close = [&] { s.caller.push_back("half closed"); },
          .on_end = [&](const status& why) { s.caller.push_back(to_string(why)); },
          .on_writable = [&] { s.caller.push_back("writable"); }};
}
stream_callback<pause> noting_handler(seen& s) {
  return {.on_item = [&](const pause& p) { s.handler.push_back(p.on ? "on" : "off"); },
          .on_half_close = [&] { s.handler.push_back("half closed"); },
          .on_end = [&](const status& why) { s.handler.push_back(to_string(why)); },
          .on_writable = [&] { s.handler.push_back("writable"); }};
}

/// Two actors with a stream between them.
class pair {
 public:
  explicit pair(node_options options = {}, std::size_t loops = 1)
      : node{stream_messages(), std::move(options), loops} {
    source = node.run("source", [this](actor_base* self) {
      return self->serve(
        [this](const watch&, watch_end end) {
          far = end;
          return noting_handler(events);
        },
        [this](int) { in_source(); });
    });
    watcher = node.run("watcher", [this](actor_base* self) -> behavior {
      near = self->open(node.to("source"), watch{"a"}, noting(events));
      return {[this](int) { in_watcher(); }};
    });
  }
  ~pair() { // before the node, as an actor's state would
    near = {};
    far = {};
  }

  /// Runs `f` in that actor.
  void at_source(std::function<void()> f) {
    in_source = std::move(f);
    caf::anon_send(source, 0);
    node.settle();
  }
  void at_watcher(std::function<void()> f) {
    in_watcher = std::move(f);
    caf::anon_send(watcher, 0);
    node.settle();
  }

  // Callbacks still come while the node ends.
  seen events;
  std::function<void()> in_source, in_watcher;
  fake_core node;
  watch_end far;
  caller_end near;
  caf::actor source, watcher;
};

TEST_CASE("items flow in both directions, in order, and give their credit back") {
  pair p;
  p.at_source([&] {
    CHECK(p.far.send(change{"1", ""}).ok());
    CHECK(p.far.send(change{"2", ""}).ok());
  });
  p.at_watcher([&] { p.near.send(pause{true}); });
  CHECK(p.events.caller == std::vector<std::string>{"1", "2"});
  CHECK(p.events.handler == std::vector<std::string>{"on"});
  CHECK(p.node.link().credit_given > 3 * limits::item_overhead);
}

TEST_CASE("a clean close follows the items, and both sides hear of it once") {
  pair p;
  p.at_source([&] {
    p.far.send(change{"1", ""});
    p.far.close();
    CHECK(p.far.send(change{"2", ""}) == code::ended);
    CHECK_FALSE(p.far.writable());
  });
  CHECK(p.events.caller == std::vector<std::string>{"1", "ok"});
  CHECK(p.events.handler == std::vector<std::string>{"ok"});
  CHECK(p.node.link().streams() == 0);
  p.at_watcher([&] { CHECK(p.near.send(pause{}) == code::ended); });
}

TEST_CASE("a close with a reason tells it") {
  pair p;
  p.at_watcher([&] { p.near.close(fail(code::cancelled, "enough")); });
  CHECK(p.events.handler == std::vector<std::string>{"cancelled: enough"});
  CHECK(p.events.caller == std::vector<std::string>{"cancelled: enough"});
}

TEST_CASE("half-closing ends one direction") {
  pair p;
  p.at_watcher([&] {
    p.near.half_close();
    CHECK(p.near.send(pause{}) == code::invalid_argument);
  });
  CHECK(p.events.handler == std::vector<std::string>{"half closed"});
  p.at_source([&] { p.far.send(change{"1", ""}); });
  CHECK(p.events.caller == std::vector<std::string>{"1"});
}

TEST_CASE("without credit items wait, and the sender is told when there is room") {
  node_options options;
  options.link.stream_window = 1'000;
  pair p{options};
  p.node.link().window = 300;
  std::size_t sent = 0;
  p.at_source([&] {
    CHECK(p.far.writable());
    while (p.far.send(change{std::string(50, 'x'), ""}).ok()) ++sent;
    CHECK(p.far.send(change{"y", ""}) == code::overloaded);
    CHECK_FALSE(p.far.writable());
  });
  CHECK(sent >= 1'000 / (50 + 2 + 64));
  CHECK(p.events.caller.size() == sent);
  CHECK(p.events.handler == std::vector<std::string>{"writable"});
  p.at_source([&] { CHECK(p.far.writable()); });
}

TEST_CASE("a close waits for items without credit, also one with a failure") {
  pair p;
  p.node.link().window = 100;
  p.at_source([&] {
    for (int i = 0; i < 5; ++i) p.far.send(change{std::to_string(i), ""});
    p.far.close();
  });
  CHECK(p.events.caller == std::vector<std::string>{"0", "1", "2", "3", "4", "ok"});

  pair failing;
  failing.node.link().window = 100;
  failing.at_source([&] {
    for (int i = 0; i < 3; ++i) failing.far.send(change{std::to_string(i), ""});
    failing.far.close(fail(code::not_found, "no more"));
  });
  CHECK(failing.events.caller == std::vector<std::string>{"0", "1", "2", "not_found: no more"});
  CHECK(failing.far.dropped() == 0);
}

TEST_CASE("a cancel overtakes items without credit, and counts them as dropped") {
  pair p;
  p.node.link().window = 100;
  p.at_source([&] {
    for (int i = 0; i < 5; ++i) p.far.send(change{std::to_string(i), ""});
    p.far.close(fail(code::cancelled, "enough"));
  });
  CHECK(p.events.caller == std::vector<std::string>{"cancelled: enough"});
  CHECK(p.far.dropped() == 4);
  CHECK(p.near.dropped() == 1); // it was in the mailbox
  CHECK(p.node.link().credit_given == 1 * (limits::item_overhead + 3));
}

TEST_CASE("what waits in the mailbox when a stream ends badly is dropped; its credit goes back") {
  pair p;
  std::vector<std::string> before;
  p.at_source([&] {
    for (int i = 0; i < 20; ++i) p.far.send(change{std::to_string(i), ""});
    p.far.close(fail(code::cancelled, "enough"));
  });
  CHECK(p.events.caller == std::vector<std::string>{"cancelled: enough"});
  CHECK(p.near.dropped() == 20);
  CHECK(p.node.link().credit_given >= 20 * limits::item_overhead);
}

TEST_CASE("items of an actor that has ended give their credit back") {
  pair p;
  p.in_source = [&] {
    for (int i = 0; i < 20; ++i) p.far.send(change{std::to_string(i), ""});
  };
  caf::anon_send(p.source, 0);
  caf::anon_send_exit(p.watcher, caf::exit_reason::kill);
  p.node.settle();
  CHECK(p.node.link().credit_given >= 20 * limits::item_overhead);
  CHECK(p.node.link().streams() == 0);
}

TEST_CASE("a lost link is never a clean end, on either side") {
  pair p;
  p.at_source([&] { p.far.send(change{"1", ""}); });
  p.node.lose_link();
  CHECK(p.events.caller == std::vector<std::string>{"1", "link_lost: the link broke"});
  CHECK(p.events.handler == std::vector<std::string>{"link_lost: the link broke"});
  p.at_source([&] { CHECK(p.far.send(change{"2", ""}) == code::ended); });
}

TEST_CASE("a stream ends as cancelled with its actor") {
  pair p;
  caf::anon_send_exit(p.source, caf::exit_reason::user_shutdown);
  p.node.settle();
  CHECK(p.events.caller == std::vector<std::string>{"cancelled: the actor has ended"});
  CHECK(p.node.link().streams() == 0);
}

TEST_CASE(
  "an actor that keeps its end in its state does not seem to have half-closed when it ends") {
  struct keeping {
    watch_end end;
  };
  seen events;
  auto types = stream_messages();
  types.add("test.keeping", [&](stateful<keeping>* self) {
    return self->serve([&, self](const watch&, watch_end end) {
      self->state.end = std::move(end);
      return noting_handler(events);
    });
  });
  fake_core node{std::move(types)};
  const auto source = node.spawn("source", "test.keeping");
  node.settle();
  node.run("watcher", [&](actor_base* self) -> behavior {
    self->open(node.to("source"), watch{"a"}, noting(events)).half_close();
    return {[](int) {}};
  });
  caf::anon_send_exit(source, caf::exit_reason::user_shutdown);
  node.settle();
  CHECK(events.caller == std::vector<std::string>{"cancelled: the actor has ended"});
}

TEST_CASE("the last handle half-closes while its side listens, and the handler ends it then") {
  pair p;
  p.at_source([&] { p.far = {}; });
  CHECK(p.events.caller == std::vector<std::string>{"half closed"});
  p.at_watcher([&] {
    p.near.send(pause{true});
    p.near = {};
  });
  CHECK(p.events.handler == std::vector<std::string>{"on", "half closed", "ok"});
  CHECK(p.events.caller == std::vector<std::string>{"half closed", "ok"});
  CHECK(p.node.link().streams() == 0);
}

TEST_CASE("the last handle of a side that does not listen cancels") {
  fake_core node{stream_messages()};
  std::string ended;
  node.run("source", [&](actor_base* self) {
    return self->serve([](const watch&, watch_end) -> stream_callback<pause> { return {}; });
  });
  node.run("watcher", [&](actor_base* self) -> behavior {
    self->open(node.to("source"), watch{"a"},
               {.on_item = [](const change&) {},
                .on_end = [&](const status& why) { ended = to_string(why); }});
    return {[](caf::tick_atom) {}};
  });
  CHECK(ended == "cancelled: the stream was dropped without an end");
}

TEST_CASE("an opening that fails ends the stream with the reason") {
  fake_core node{stream_messages()};
  std::vector<std::string> ends;
  auto open_to = [&](const std::string& target) {
    node.run("watcher of " + target, [&](actor_base* self) -> behavior {
      self->open(target.empty() ? peer{} : node.to(target), watch{"a"},
                 {.on_item = [](const change&) {},
                  .on_end = [&](const status& why) { ends.emplace_back(name_of(why.code())); }});
      return {[](caf::tick_atom) {}};
    });
  };
  open_to("nobody");
  open_to("");
  node.refuse_with = status{code::unreachable};
  open_to("source");
  CHECK(ends == std::vector<std::string>{"no_handler", "not_found", "unreachable"});
}

TEST_CASE("a handler that throws ends the stream as internal") {
  fake_core node{stream_messages()};
  std::string ended;
  node.run("source", [&](actor_base* self) {
    return self->serve(
      [](const watch&, watch_end) -> stream_callback<pause> { throw std::runtime_error("no"); });
  });
  node.run("watcher", [&](actor_base* self) -> behavior {
    self->open(node.to("source"), watch{"a"},
               {.on_item = [](const change&) {}, // or dropping the stream would cancel it
                .on_end = [&](const status& why) { ended = name_of(why.code()); }});
    return {[](caf::tick_atom) {}};
  });
  CHECK(ended == "internal");
}

TEST_CASE("an exception in a callback is logged and ends the stream as internal, on both sides") {
  pair p;
  int items = 0;
  std::string ended;
  p.node.run("other", [&](actor_base* self) -> behavior {
    self->open(p.node.to("source"), watch{"a"},
               {.on_item =
                  [&](const change&) {
                    if (++items == 1) throw std::runtime_error("no");
                  },
                .on_end = [&](const status& why) { ended = to_string(why); }});
    return {[](caf::tick_atom) {}};
  });
  p.at_source([&] {
    p.far.send(change{"1", ""});
    p.far.send(change{"2", ""});
  });
  CHECK(items == 1);
  CHECK(ended == "internal: a callback of the stream threw: no");
  CHECK(p.events.handler == std::vector<std::string>{"half closed", ended});
  CHECK(p.node.lines().has("threw: no"));
  CHECK(p.node.link().credit_given >= 2 * limits::item_overhead);
}

TEST_CASE("a stream works from another loop than the home loop") {
  pair p{{}, 2};
  auto far_away = start_at(p.node.at(1), [&] { caf::anon_send(p.source, 0); });
  std::vector<bool> taken;
  p.in_source = [&] {
    for (int i = 0; i < 3; ++i) taken.push_back(p.far.send(change{std::to_string(i), ""}).ok());
    p.far.close();
  };
  p.node.drive(1);
  CHECK(taken == std::vector<bool>{true, true, true});
  CHECK(p.events.caller.empty());
  p.node.settle();
  CHECK(p.events.caller == std::vector<std::string>{"0", "1", "2", "ok"});
}

TEST_CASE("how a stream is opened, and how long it may stall, reaches the link") {
  fake_core node{stream_messages()};
  node.run("source", [](actor_base* self) {
    return self->serve([](const watch&, watch_end) { return stream_callback<pause>{}; });
  });
  std::vector<outgoing> seen;
  node.run("watcher", [&](actor_base* self) -> behavior {
    auto open = [&](const call_options& options) {
      auto end = self->open(node.to("source"), watch{"a"}, {}, options);
      seen.push_back(node.last_seen);
      return end;
    };
    open({});
    open({.deadline = 3s, .wait_for_link = true});
    open({.deadline = -1s}).limit_stall(2s);
    return {[](caf::tick_atom) {}};
  });
  REQUIRE(seen.size() == 3);
  CHECK(seen[0].deadline == never);
  CHECK(seen[0].wait_until == node.now() + node.options().ask_deadline);
  CHECK_FALSE(seen[0].wait_for_link);
  CHECK(seen[1].deadline == node.now() + 3s);
  CHECK(seen[1].wait_for_link);
  CHECK(seen[2].deadline < node.now());
  CHECK(node.link().stall_limit == 2s);
}

TEST_CASE("callbacks that are not given are not called") {
  fake_core node{stream_messages()};
  std::vector<std::string> seen;
  node.run("source", [&](actor_base* self) {
    return self->serve([&](const watch&, watch_end end) -> stream_callback<pause> {
      end.send({"1", ""});
      end.half_close();
      return {.on_half_close = [end] { end.close(); }};
    });
  });
  caller_end near;
  auto watcher = node.run("watcher", [&](actor_base* self) -> behavior {
    near = self->open(node.to("source"), watch{"a"},
                      {.on_item = [&](const change& c) { seen.push_back(c.key); }});
    return {[&](int) { near.half_close(); }};
  });
  caf::anon_send(watcher, 0);
  node.settle();
  CHECK(seen == std::vector<std::string>{"1"});
  CHECK(node.link().last_end.starts_with("ok"));
  CHECK(node.lines().size() == 0);
}

TEST_CASE("an asynchronous reader gives credit back when it says so; nothing is lost meanwhile") {
  fake_core node{stream_messages()};
  const change item{"k", std::string(1000, 'x')};
  const std::size_t wanted = 3 * node.options().link.stream_window / item.data.size();
  watch_end far;
  caller_end near;
  std::deque<stream_credit> held;
  std::size_t sent = 0, came = 0, most = 0;
  std::string end;
  node.run("source", [&](actor_base* self) {
    return self->serve([&](const watch&, watch_end made) -> stream_callback<pause> {
      far = made;
      auto send = [&] {
        while (sent < wanted && far.send(item).ok()) ++sent;
        if (sent == wanted) far.close();
      };
      send();
      return {.on_writable = send};
    });
  });
  auto watcher = node.run("watcher", [&](actor_base* self) -> behavior {
    near = self->open(node.to("source"), watch{"a"},
                      {.on_item_async =
                         [&](const change&, stream_credit credit) {
                           held.push_back(std::move(credit));
                           most = std::max(most, held.size());
                           ++came;
                         },
                       .on_end = [&](const status& why) { end = to_string(why); }});
    return {[&](int) { held.pop_front(); }, [&](bool) { held.front().give_back(); }};
  });
  const auto at_first = came;
  CHECK(at_first > 0);
  CHECK(at_first * item.data.size() <= node.options().link.stream_window);
  caf::anon_send(watcher, true); // and the empty one after it
  for (; !held.empty(); node.settle()) caf::anon_send(watcher, 0);
  CHECK(came == wanted);
  CHECK(most <= at_first + 1);
  CHECK(end == "ok");
}

TEST_CASE("an item above the largest message is refused at once") {
  node_options options;
  options.link.message_bytes = 100;
  pair p{options};
  p.at_source([&] {
    CHECK(p.far.send(change{std::string(200, 'x'), ""}) == code::too_large);
    CHECK(p.far.send(change{"1", ""}).ok());
  });
  CHECK(p.events.caller == std::vector<std::string>{"1"});
}

/// A peer that opens a stream and gives credit when it is told to.
struct slow_opener final : stream_sink {
  void on_item(byte_span, std::uint32_t cost) noexcept override {
    ++items;
    owed += cost;
  }
  void on_half_closed() noexcept override {}
  void on_writable() noexcept override {}
  void on_ended(carrick::code, std::string_view) noexcept override {}
  void give_back() { link->consumed(id, std::exchange(owed, 0)); }
  std::size_t items = 0;
  std::uint32_t owed = 0;
};

TEST_CASE("items that wait for a peer's credit are bounded for all streams that it has opened") {
  constexpr std::size_t bound = 100'000;
  constexpr std::size_t streams = 20;
  const change large{std::string(10'000, 'x'), {}};
  std::vector<watch_end> ends;
  std::vector<std::size_t> told(streams), taken(streams);
  auto send_all = [&] {
    for (std::size_t i = 0; i < ends.size(); ++i)
      while (ends[i].send(large).ok()) ++taken[i];
  };
  std::deque<slow_opener> peers(streams);
  fake_core node{stream_messages()};
  node.link().window = 1'000; // one item at a time
  node.link().unsent_total = std::make_shared<unsent_items>(bound);
  auto source = node.run("source", [&](actor_base* self) {
    return self->serve(
      [&](const watch&, watch_end end) {
        ends.push_back(end);
        return stream_callback<pause>{
          .on_item = [](const pause&) {},
          .on_writable = [&, number = ends.size() - 1] { ++told[number]; }};
      },
      [&](int) { send_all(); });
  });
  buffer opening;
  encode(watch{"a"}, opening);
  node.at_home([&] {
    for (auto& peer : peers)
      node.link().arrive_stream({name_hash("source"), message_id<watch>}, opening.bytes(), peer);
  });
  REQUIRE(ends.size() == streams);
  caf::anon_send(source, 0);
  node.settle();
  CHECK(node.link().unsent_total->bytes() >= bound);
  CHECK(node.link().unsent_total->bytes() < bound + 11'000);
  CHECK(std::count(taken.begin(), taken.end(), 0u) > 0);

  for (int round = 0; round < 200; ++round)
    node.at_home([&] {
      for (auto& peer : peers) peer.give_back();
    });
  CHECK(node.link().unsent_total->bytes() == 0);
  for (std::size_t i = 0; i < streams; ++i) {
    CHECK(told[i] == 1);
    CHECK(peers[i].items == taken[i]);
  }
  ends.clear();
  node.settle();
}

} // namespace
} // namespace carrick::test
