#include "../support/loop_world.hpp"

#include <carrick/actors/alarm.hpp>

#include <catch2/catch.hpp>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;

time_point now() {
  static loops clock{with_loops(1)};
  return clock.at(0).now();
}

TEST_CASE("an alarm rings at its time, and not before") {
  boost::asio::io_context io{1};
  alarm clock{io};
  const auto due = now() + 5ms;
  clock.set(due);
  CHECK(io.run_one() == 1);
  CHECK(now() >= due);
  CHECK(io.poll() == 0);
}

TEST_CASE("a later time does not put an alarm off, an earlier one brings it forward") {
  boost::asio::io_context io{1};
  alarm clock{io};
  clock.set(now() + 1h);
  clock.set(now() + 2ms);
  clock.set(now() + 2h);
  CHECK(io.run_one() == 1); // else the test takes an hour
  clock.set(now() + 2ms);
  CHECK(io.run_one() == 1);
}

TEST_CASE("a time that has passed rings at once") {
  boost::asio::io_context io{1};
  alarm clock{io};
  clock.set(now() - 1h);
  CHECK(io.run_one() == 1);
  clock.set(time_point{});
  CHECK(io.run_one() == 1);
}

} // namespace
} // namespace carrick::test
