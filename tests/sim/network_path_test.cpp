// How bytes travel.

#include "net_world.hpp"

#include <algorithm>

using namespace carrick;
using namespace carrick::test;

namespace {

const std::string both[] = {"n1", "n2"};

std::string text_of(std::size_t bytes) {
  std::string text(bytes, ' ');
  for (std::size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>('!' + i * i % 89);
  return text;
}

void set_path(net_world& w, const sim::path_options& options) {
  w.network.set_path(both[0], both[1], options);
}

} // namespace

TEST_CASE("bytes arrive after the path's delay, each way its own", "[sim][network]") {
  net_world w;
  w.connect();
  set_path(w, {.delay = 20ms});
  w.network.set_path("n2", "n1", {.delay = 5ms});
  w.one().send("there");
  w.two().send("back");
  w.pass(5ms - 1ns);
  CHECK(w.one().received.empty());
  w.pass(1ns);
  CHECK(w.one().received == "back");
  w.pass(15ms - 1ns);
  CHECK(w.two().received.empty());
  w.pass(1ns);
  CHECK(w.two().received == "there");
  CHECK(w.network.deliveries() == 2);
  CHECK(w.network.delivered_bytes() == 9);
}

TEST_CASE("jitter and tails delay, and reorder nothing", "[sim][network]") {
  net_world w;
  w.connect();
  set_path(w, {.delay = 1ms, .jitter = 3ms, .tail = 0.1, .tail_max = 200ms});
  std::string all;
  duration longest{};
  time_point sent;
  w.two().then_on_bytes = [&] { longest = std::max(longest, w.world.now() - sent); };
  for (int i = 0; i < 200; ++i) {
    all += std::to_string(i) + ",";
    sent = w.world.now();
    w.one().send(std::to_string(i) + ",");
    w.pass(w.world.source(std::to_string(i)).between(0ms, 2ms));
  }
  w.pass(1s);
  CHECK(w.two().received == all);
  CHECK(w.two().pieces.size() > 5);
  CHECK(w.two().pieces.size() < 200); // some waited for an earlier one
}

TEST_CASE("bandwidth is shared by what travels on a path", "[sim][network]") {
  net_world w;
  w.connect();
  set_path(w, {.delay = 0ms, .bytes_per_second = 1000});
  w.one().send(std::string(500, 'a'));
  w.one().send(std::string(500, 'b'));
  w.pass(499ms);
  CHECK(w.two().received.empty());
  w.pass(2ms);
  CHECK(w.two().received.size() == 500);
  w.pass(500ms);
  CHECK(w.two().received.size() == 1000);
}

TEST_CASE("a path that becomes wider lets go what was under way, in order", "[sim][network]") {
  net_world w;
  w.connect();
  set_path(w, {.delay = 0ms, .bytes_per_second = 1000});
  const std::string all = text_of(30'000);
  w.one().send(all.substr(0, 10'000));
  w.one().send(all.substr(10'000));
  w.pass(1s);
  CHECK(w.two().received.size() < 11'000);
  set_path(w, {.delay = 5ms});
  w.pass(4ms);
  CHECK(w.two().received.size() < 11'000);
  w.pass(2ms);
  CHECK(w.two().received == all);
}

TEST_CASE("a path that becomes narrower does not hold up what was under way", "[sim][network]") {
  net_world w;
  w.connect();
  set_path(w, {.delay = 10ms});
  w.one().send("under way");
  set_path(w, {.delay = 1s, .bytes_per_second = 10});
  w.pass(11ms);
  CHECK(w.two().received == "under way");
}

TEST_CASE("a writer takes no more than the window", "[sim][network]") {
  net_world w;
  w.connect();
  set_path(w, {.delay = 1ms, .window = 100});
  const std::string all = text_of(1000);
  w.two().connection->pause_reading(true);
  w.one().send(all);
  CHECK(w.one().unsent.size() == 900);
  w.pass(1s);
  CHECK(w.one().writables == 0);
  CHECK(w.one().unsent.size() == 900);
  w.two().connection->pause_reading(false);
  w.pass(1s);
  CHECK(w.one().unsent.empty());
  CHECK(w.one().writables == 9);
  CHECK(w.two().received == all);
}

TEST_CASE("a window of one byte, and of none, still moves", "[sim][network]") {
  const std::size_t window = GENERATE(0, 1);
  net_world w;
  w.connect();
  set_path(w, {.window = window});
  const std::string all = text_of(300);
  w.one().send(all);
  w.pass(1s);
  CHECK(w.two().received == all);
  CHECK(w.two().pieces == std::vector<std::size_t>(300, 1));
}

TEST_CASE("a window that shrinks below what is under way waits for it", "[sim][network]") {
  net_world w;
  w.connect();
  const std::string all = text_of(70'000);
  w.two().connection->pause_reading(true);
  w.one().send(all);
  set_path(w, {.window = 10});
  w.pass(1s);
  w.two().connection->pause_reading(false);
  w.pass(10s);
  CHECK(w.one().unsent.empty());
  CHECK(w.two().received == all);
}

TEST_CASE("what is sent is merged, or cut at drawn places", "[sim][network]") {
  net_world w;
  w.connect();
  const std::string all = text_of(1000);
  w.one().send(all.substr(0, 500));
  w.one().send(all.substr(500));
  w.pass(1s);
  CHECK(w.two().received == all);
  CHECK(w.two().pieces == std::vector<std::size_t>{1000});

  set_path(w, {.jitter = 1ms, .piece_max = 50});
  w.two().pieces.clear();
  w.one().send(all);
  std::size_t steps_with_some = 0;
  for (auto before = w.network.deliveries(); w.world.step(); before = w.network.deliveries())
    steps_with_some += w.network.deliveries() > before ? 1 : 0;
  CHECK(w.two().received == all + all);
  CHECK(w.two().pieces.size() > 20);
  CHECK(*std::max_element(w.two().pieces.begin(), w.two().pieces.end()) <= 50);
  CHECK(steps_with_some > 1); // not all at one time
}

TEST_CASE("bits are turned where both sides look for it", "[sim][network]") {
  const bool integrity = GENERATE(false, true);
  net_world w{3, integrity};
  w.connect();
  CHECK(w.one().connection->has_integrity() == integrity);
  CHECK(w.two().connection->has_integrity() == integrity);
  set_path(w, {.piece_max = 100, .corrupt = 0.2});
  const std::string all = text_of(10'000);
  w.one().send(all);
  w.pass(1s);
  REQUIRE(w.two().received.size() == all.size());
  int bits = 0;
  for (std::size_t i = 0; i < all.size(); ++i)
    bits += __builtin_popcount(static_cast<unsigned char>(all[i] ^ w.two().received[i]));
  if (integrity) CHECK(bits == 0);
  if (!integrity) CHECK((bits > 15 && bits < 80)); // about 200 pieces
  w.two().send(all);
  w.pass(1s);
  CHECK(w.one().received == all); // the other way is not damaged
}

TEST_CASE("a share of pieces breaks the connection", "[sim][network]") {
  net_world w;
  w.connect();
  set_path(w, {.delay = 10ms, .reset = 1});
  w.one().send("the last");
  w.pass(9ms);
  CHECK(w.one().ends.empty());
  w.pass(1ms);
  CHECK(w.one().lost());
  CHECK(w.two().lost());
  CHECK(w.two().received.empty());
  CHECK(w.network.connections() == 0);
}

TEST_CASE("options hold for the pairs they were set for", "[sim][network]") {
  net_world w;
  w.network.set_default_path({.delay = 50ms});
  set_path(w, {.delay = 1ms});
  w.connect();
  CHECK(w.world.elapsed() == 51ms);
  w.one().send("quick");
  w.two().send("slow");
  w.pass(1ms);
  CHECK(w.two().received == "quick");
  CHECK(w.one().received.empty());
  w.pass(49ms);
  CHECK(w.one().received == "slow");
}
