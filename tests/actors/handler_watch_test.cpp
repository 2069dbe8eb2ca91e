#include <carrick/actors/handler_watch.hpp>

#include <catch2/catch.hpp>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;

constexpr endpoint fast{0, 1};
constexpr endpoint slow{0, 2};
constexpr time_point start{1h};

TEST_CASE("a slow message alone in its batch is named at once") {
  handler_watch watch{100ms};
  watch.begins(start);
  CHECK_FALSE(watch.handled_any());
  watch.handles(slow);
  CHECK(watch.handled_any());
  auto found = watch.look(start + 100ms);
  REQUIRE(found);
  CHECK(found->took == 100ms);
  CHECK(found->handled == std::vector<endpoint>{slow});
  CHECK_FALSE(watch.handled_any());
}

TEST_CASE("a batch that is fast enough says nothing, and no message is timed alone") {
  handler_watch watch{100ms};
  watch.begins(start);
  for (int i = 0; i < 64; ++i) watch.handles(fast);
  CHECK_FALSE(watch.look(start + 99ms));
  CHECK_FALSE(watch.times_each());
}

TEST_CASE(
  "a slow batch tells what was in it; then messages are timed, and the next is named alone") {
  handler_watch watch{100ms};
  watch.begins(start);
  watch.handles(fast);
  watch.handles(slow);
  watch.handles(fast);
  auto vague = watch.look(start + 1s);
  REQUIRE(vague);
  CHECK(vague->handled == std::vector<endpoint>{fast, slow, fast});
  REQUIRE(watch.times_each());
  watch.handles(fast);
  CHECK_FALSE(watch.look(start + 1s + 1ms));
  watch.handles(slow);
  auto exact = watch.look(start + 1s + 201ms);
  REQUIRE(exact);
  CHECK(exact->took == 200ms);
  CHECK(exact->handled == std::vector<endpoint>{slow});
}

TEST_CASE("messages are timed one by one for a while only") {
  handler_watch watch{100ms};
  watch.begins(start);
  watch.handles(slow);
  REQUIRE(watch.look(start + 1s));
  for (std::size_t i = 0; i < handler_watch::timed_messages; ++i) {
    REQUIRE(watch.times_each());
    watch.handles(fast);
    REQUIRE_FALSE(watch.look(start + 1s));
  }
  CHECK_FALSE(watch.times_each());
}

TEST_CASE("what is between two batches belongs to neither") {
  handler_watch watch{100ms};
  watch.begins(start);
  watch.handles(fast);
  CHECK_FALSE(watch.look(start));
  watch.begins(start + 10s);
  watch.handles(fast);
  CHECK_FALSE(watch.look(start + 10s + 1ms));
}

} // namespace
} // namespace carrick::test
