#include "member_drive.hpp"

#include <carrick/net/dial_plan.hpp>
#include <carrick/net/terms.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <iostream>

namespace carrick::test {
namespace {

std::size_t links(member_drive& drive, std::size_t nodes) {
  std::size_t ends = 0;
  for (std::size_t i = 0; i < nodes; ++i) ends += drive[i].linked().size();
  return ends / 2;
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

} // namespace

TEST_CASE("fifty nodes in one process are a full mesh over TCP, and again after all were stopped",
          "[large]") {
  constexpr std::size_t nodes = 50;
  constexpr std::size_t all = nodes * (nodes - 1) / 2;
  auto drive = member_drive::make("tcp", nodes);
  for (std::size_t i = 0; i < nodes; ++i) {
    drive->options(i).reconnect = {};
    drive->options(i).dial_fallback = limits::dial_fallback;
  }
  for (int round = 0; round < 2; ++round) {
    auto begin = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < nodes; ++i) drive->start(i);
    auto started = std::chrono::steady_clock::now();
    REQUIRE(drive->until([&] { return links(*drive, nodes) == all; }, 60s));
    std::cout << all << " links stand " << seconds_since(begin) << " s after the first start, "
              << seconds_since(started) << " s after the last\n";
    for (std::size_t i = 0; i < nodes; ++i) drive->stop(i);
  }
}

TEST_CASE("of 35 names each dials at least ten of its peers, and of every pair one dials") {
  constexpr std::size_t nodes = 35;
  for (std::size_t a = 0; a < nodes; ++a) {
    std::size_t dials = 0;
    for (std::size_t b = 0; b < nodes; ++b) {
      if (a == b) continue;
      bool primary = net::is_primary(member_drive::id(a), member_drive::id(b));
      CHECK(primary != net::is_primary(member_drive::id(b), member_drive::id(a)));
      dials += primary;
    }
    INFO(member_drive::id(a).text());
    CHECK(dials >= 10);
  }
}

} // namespace carrick::test
