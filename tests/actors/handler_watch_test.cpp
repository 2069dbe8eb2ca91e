#include <carrick/actors/handler_watch.hpp>

#include <catch2/catch.hpp>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;

constexpr endpoint fast_message{0, 1};
constexpr endpoint slow_message{0, 2};
constexpr time_point begin_time{1h};

TEST_CASE("a slow message alone in its batch is named at once") {
  handler_watch watch{100ms};
  watch.begins(begin_time);
  CHECK_FALSE(watch.handled_any());
  watch.handles(slow_message);
  CHECK(watch.handled_any());
  auto found = watch.look(begin_time + 100ms);
  REQUIRE(found);
  CHECK(found->took == 100ms);
  CHECK(found->handled == std::vector<endpoint>{slow_message});
  CHECK_FALSE(watch.handled_any());
}

TEST_CASE("a batch that is fast enough says nothing, and no message is timed alone") {
  handler_watch watch{100ms};
  watch.begins(begin_time);
  for (int i = 0; i < 64; ++i) watch.handles(fast_message);
  CHECK_FALSE(watch.look(begin_time + 99ms));
  CHECK_FALSE(watch.times_each());
}

TEST_CASE(
  "a slow batch tells what was in it; then messages are timed, and the next is named alone") {
  handler_watch watch{100ms};
  watch.begins(begin_time);
  watch.handles(fast_message);
  watch.handles(slow_message);
  watch.handles(fast_message);
  auto vague = watch.look(begin_time + 1s);
  REQUIRE(vague);
  CHECK(vague->handled == std::vector<endpoint>{fast_message, slow_message, fast_message});
  REQUIRE(watch.times_each());
  watch.handles(fast_message);
  CHECK_FALSE(watch.look(begin_time + 1s + 1ms));
  watch.handles(slow_message);
  auto exact = watch.look(begin_time + 1s + 201ms);
  REQUIRE(exact);
  CHECK(exact->took == 200ms);
  CHECK(exact->handled == std::vector<endpoint>{slow_message});
}

TEST_CASE("messages are timed one by one for a while only") {
  handler_watch watch{100ms};
  watch.begins(begin_time);
  watch.handles(slow_message);
  REQUIRE(watch.look(begin_time + 1s));
  for (std::size_t i = 0; i < handler_watch::timed_messages; ++i) {
    REQUIRE(watch.times_each());
    watch.handles(fast_message);
    REQUIRE_FALSE(watch.look(begin_time + 1s));
  }
  CHECK_FALSE(watch.times_each());
}

TEST_CASE("what is between two batches belongs to neither") {
  handler_watch watch{100ms};
  watch.begins(begin_time);
  watch.handles(fast_message);
  CHECK_FALSE(watch.look(begin_time));
  watch.begins(begin_time + 10s);
  watch.handles(fast_message);
  CHECK_FALSE(watch.look(begin_time + 10s + 1ms));
}

} // namespace
} // namespace carrick::test
