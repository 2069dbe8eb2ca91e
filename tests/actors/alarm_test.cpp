#include <carrick/actors/alarm.hpp>

#include <catch2/catch.hpp>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;

TEST_CASE("an alarm rings at its time, and not before") {
  boost::asio::io_context io{1};
  alarm clock{io};
  const auto due = steady_clock::now() + 5ms;
  clock.set(due);
  CHECK(io.run_one() == 1);
  CHECK(steady_clock::now() >= due);
  CHECK(io.poll() == 0);
}

TEST_CASE("a later time does not put an alarm off, an earlier one brings it forward") {
  boost::asio::io_context io{1};
  alarm clock{io};
  clock.set(steady_clock::now() + 1h);
  clock.set(steady_clock::now() + 2ms);
  clock.set(steady_clock::now() + 2h);
  CHECK(io.run_one() == 1); // else the test takes an hour
  clock.set(steady_clock::now() + 2ms);
  CHECK(io.run_one() == 1);
}

TEST_CASE("a time that has passed rings at once") {
  boost::asio::io_context io{1};
  alarm clock{io};
  clock.set(steady_clock::now() - 1h);
  CHECK(io.run_one() == 1);
  clock.set(time_point{});
  CHECK(io.run_one() == 1);
}

} // namespace
} // namespace carrick::test
