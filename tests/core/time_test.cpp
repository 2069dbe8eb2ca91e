#include <carrick/core/time.hpp>

#include <catch2/catch.hpp>

using namespace carrick;
using namespace std::chrono_literals;

TEST_CASE("a limit beyond the end of time is for ever, a negative one is over") {
  constexpr time_point now{100h};
  CHECK(deadline_after(now, 5s) == now + 5s);
  CHECK(deadline_after(now, 0s) == now);
  CHECK(deadline_after(now, -1s) < now);
  CHECK(deadline_after(now, duration::max()) == never);
  CHECK(deadline_after(now, never - now) == never);
  CHECK(deadline_after(now, never - now - 1ns) == never - 1ns);
  CHECK(deadline_after(never, 5s) == never);
  CHECK(deadline_after(time_point{-1h}, duration::max()) < never);
}
