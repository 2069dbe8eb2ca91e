#include "../support/kv_messages.hpp"
#include "../support/node_world.hpp"

#include <carrick/actors/link_actor.hpp>

#include <atomic>
#include <functional>

namespace carrick::test {
namespace {

using kv::change;
using kv::pause;
using kv::watch;

constexpr int items_a_stream = 5;

/// Serves `watch`: what the prefix says decides how the stream ends.
behavior ending_source(actor_base* self) {
  return self->serve([](const watch& w, stream<change, pause> end) -> stream_callback<pause> {
    for (int i = 0; i < items_a_stream; ++i) static_cast<void>(end.send({std::to_string(i), ""}));
    if (w.prefix == "dropped") return {}; // nobody listens, so the last handle cancels
    if (w.prefix == "clean") end.close();
    if (w.prefix == "failed") end.close(fail(code::not_found, "no more"));
    return {.on_item = [end](const pause&) {}};
  });
}

/// Opens streams, each when the one before has ended, so many at once.
class reader {
 public:
  reader(actor_base* self, peer to, int streams, int at_once, std::promise<void>& done)
      : self_(self), to_(std::move(to)), left_(streams), open_(at_once), done_(done) {
    for (int i = 0; i < at_once; ++i) next();
  }

 private:
  void next() {
    if (left_ == 0) {
      if (--open_ == 0) done_.set_value();
      return;
    }
    static constexpr const char* ways[] = {"clean", "failed", "dropped", "cancelled", "let go"};
    const std::string way = ways[--left_ % 5];
    auto place = std::make_shared<stream<pause, change>>();
    *place = self_->open(to_, watch{way},
                         {.on_item =
                            [way, place](const change& c) {
                              if (way == "cancelled" && c.key == "1")
                                place->close(fail(code::cancelled, "enough"));
                              if (way == "let go" && c.key == "1")
                                place->close(fail(code::invalid_argument, "odd"));
                            },
                          .on_end =
                            [this, place](const status&) {
                              *place = {};
                              next();
                            }});
  }

  actor_base* self_;
  const peer to_;
  int left_;
  int open_;
  std::promise<void>& done_;
};

std::size_t held_streams(node& at, const std::string& peer) {
  auto to = at.find(id_of(peer));
  return call_on(at.core().home(), [&]() -> std::size_t {
    auto* link = to.record().dispatcher->link();
    return link == nullptr || link->machine() == nullptr ? 0 : link->machine()->held_streams();
  });
}

void check_that_none_is_held(node_world& world) {
  // What is owed is given back within the delay of acknowledgements.
  for (int i = 0; i < 1'000 && held_streams(world[0], "n2") + held_streams(world[1], "n1") > 0; ++i)
    static_cast<void>(ask_raw(world[0], "n2", {}, "", 50ms));
  CHECK(held_streams(world[0], "n2") == 0);
  CHECK(held_streams(world[1], "n1") == 0);
}

void open_streams(int streams, int at_once) {
  node_world world{2};
  std::promise<void> done;
  registry types = kv::messages();
  types.add("source", ending_source);
  types.add("reader", [&](actor_base* self) -> behavior {
    auto reads = std::make_shared<std::optional<reader>>();
    return self->serve([=, &done](const kv::get&) {
      reads->emplace(self, self->find("n2").at("s"), streams, at_once, done);
      return kv::value{};
    });
  });
  REQUIRE(world.start(0, types, {{"r", "reader"}}).ok());
  REQUIRE(world.start(1, types, {{"s", "source"}}).ok());
  REQUIRE(world[0].wait_for_members(2, 10s).ok());
  auto asker = world.client_of(types);
  REQUIRE(asker.ask("n1/r", kv::get{"begin"}).has_value());
  auto ended = done.get_future();
  REQUIRE(ended.wait_for(60s) == std::future_status::ready);
  check_that_none_is_held(world);
}

} // namespace

TEST_CASE("streams give their place and their credit back, however they end: one after the other") {
  open_streams(20'000, 1);
}

TEST_CASE("streams give their place and their credit back, however they end: fifty at once") {
  open_streams(20'000, 50);
}

TEST_CASE("streams leave nothing behind when the actor that reads them is gone") {
  node_world world{2};
  registry types = kv::messages();
  types.add("source", ending_source);
  types.add("parent", [](actor_base* self) {
    return self->serve([self](const kv::get&, responder<kv::value> done) {
      self->spawn([to = self->find("n2").at("s"), done](actor_base* child) -> behavior {
        child->open(to, watch{"open"}, {.on_item = [child, done](const change&) {
                      done.reply({});
                      child->quit(); // with items in its mailbox
                    }});
        return {[](caf::tick_atom) {}};
      });
    });
  });
  REQUIRE(world.start(0, types, {{"p", "parent"}}).ok());
  REQUIRE(world.start(1, types, {{"s", "source"}}).ok());
  REQUIRE(world[0].wait_for_members(2, 10s).ok());
  auto asker = world.client_of(types);
  for (int i = 0; i < 5'000; ++i) REQUIRE(asker.ask("n1/p", kv::get{}).has_value());
  check_that_none_is_held(world);
}

TEST_CASE("a hundred thousand streams one after the other leave nothing behind", "[large]") {
  open_streams(100'000, 1);
}

} // namespace carrick::test
