#include "member_drive.hpp"

#include <catch2/catch.hpp>

namespace carrick::test {
namespace {

/// n1 does not know n2, which knows n1.
std::unique_ptr<member_drive> with_a_stranger(std::string_view on, std::size_t nodes = 2) {
  auto drive = member_drive::make(on, nodes);
  drive->options(0).members = drive->list({0});
  for (std::size_t i = 1; i < nodes; ++i) drive->options(i).members = drive->list({0, i});
  return drive;
}

std::uint64_t in_flight(member_drive& drive, std::size_t from, std::size_t to) {
  return drive.row(from, to).posts_in_flight;
}

} // namespace

TEST_CASE("receiver for members only: what a stranger posts is kept and not handled") {
  auto on = each_transport();
  INFO(on);
  auto drive = with_a_stranger(on);
  drive->start(0);
  drive->start(1);
  REQUIRE(drive->until([&] { return drive->linked(1, 0); }));
  for (auto i : numbers(1, 5)) CHECK(drive->post(1, 0, i).ok());
  drive->pass(300ms);
  CHECK(drive->received(0).empty());
  CHECK_FALSE(drive->linked(0, 1));
  CHECK(in_flight(*drive, 1, 0) == 5);
}

TEST_CASE("requests of strangers are refused by name") {
  auto on = each_transport();
  INFO(on);
  auto drive = with_a_stranger(on);
  drive->start(0);
  drive->start(1);
  REQUIRE(drive->until([&] { return drive->linked(1, 0); }));
  CHECK(drive->ask(1, 0) == code::refused);
}

TEST_CASE("tentative keeps the newest; promotion gives them in order, before what comes later") {
  auto on = each_transport();
  INFO(on);
  auto drive = with_a_stranger(on);
  drive->options(0).strangers.posts = 10;
  drive->start(0);
  drive->start(1);
  REQUIRE(drive->until([&] { return drive->linked(1, 0); }));
  for (auto i : numbers(1, 15)) CHECK(drive->post(1, 0, i).ok());
  REQUIRE(drive->until([&] { return drive->row(1, 0).posts_refused == 5; }));
  CHECK(drive->received(0).empty());
  REQUIRE(drive->set_members(0, {0, 1}).ok());
  for (auto i : numbers(16, 20)) CHECK(drive->post(1, 0, i).ok());
  REQUIRE(drive->until([&] { return drive->received(0).size() >= 15; }));
  CHECK(drive->received(0) == numbers(6, 20));
  REQUIRE(drive->until([&] { return drive->row(1, 0).posts_delivered == 15; }));
  auto row = drive->row(1, 0);
  CHECK(row.lost_by["dropped"] == 5);
  CHECK(row.reconnects == 0);
  CHECK(drive->linked(0, 1));
  CHECK(drive->ask(0, 1) == code::ok);
  CHECK(drive->ask(1, 0) == code::ok);
}

TEST_CASE("promotion is told to subscribers: joined, then reachable") {
  auto drive = with_a_stranger("simulated");
  drive->start(0);
  drive->start(1);
  REQUIRE(drive->until([&] { return drive->linked(1, 0); }));
  CHECK(drive->told(0) == std::vector<std::string>{"snapshot n1"});
  REQUIRE(drive->set_members(0, {0, 1}).ok());
  REQUIRE(drive->until([&] { return drive->told(0).size() >= 3; }));
  CHECK(drive->told(0) == std::vector<std::string>{"snapshot n1", "joined n2", "reachable n2"});
  CHECK(drive->row(0, 1).state == "reachable");
}

TEST_CASE("eviction: the least recently created stranger gives way, and loses nothing") {
  auto on = each_transport();
  INFO(on);
  auto drive = with_a_stranger(on, 4);
  drive->options(0).strangers.links = 2;
  drive->start(0);
  for (std::size_t i = 1; i < 3; ++i) {
    drive->start(i);
    REQUIRE(drive->until([&] { return drive->linked(i, 0); }));
  }
  CHECK(drive->post(1, 0, 1).ok());
  REQUIRE(drive->until([&] { return in_flight(*drive, 1, 0) == 1; }));
  drive->start(3); // n2 gives way, comes back, n3 gives way, ...
  REQUIRE(drive->until([&] { return drive->row(1, 0).reconnects > 0; }));
  CHECK(drive->received(0).empty());
  REQUIRE(drive->set_members(0, {0, 1, 2, 3}).ok());
  REQUIRE(drive->until([&] { return !drive->received(0).empty(); }));
  CHECK(drive->received(0) == numbers(1, 1));
  REQUIRE(drive->until(
    [&] { return drive->linked(0, 1) && drive->linked(0, 2) && drive->linked(0, 3); }));
}

TEST_CASE("a stranger that goes takes its posts along, and brings them when it is a member") {
  auto on = each_transport();
  INFO(on);
  auto drive = with_a_stranger(on);
  drive->options(0).strangers.age = 300ms;
  drive->start(0);
  drive->start(1);
  REQUIRE(drive->until([&] { return drive->linked(1, 0); }));
  for (auto i : numbers(1, 5)) CHECK(drive->post(1, 0, i).ok());
  REQUIRE(drive->until([&] { return drive->row(1, 0).reconnects > 1; })); // its time was over
  CHECK(drive->received(0).empty());
  REQUIRE(drive->set_members(0, {0, 1}).ok());
  REQUIRE(drive->until([&] { return drive->received(0).size() >= 5; }));
  drive->pass(100ms);
  CHECK(drive->received(0) == numbers(1, 5));
}

TEST_CASE("where no stranger may come it is refused, and says so") {
  auto on = each_transport();
  INFO(on);
  auto drive = with_a_stranger(on);
  drive->options(0).strangers.links = 0;
  drive->start(0);
  drive->start(1);
  REQUIRE(drive->until([&] {
    return drive->row(1, 0).why_down.find("n2 is no member of \"test\" as n1 knows it") !=
      std::string::npos;
  }));
  CHECK_FALSE(drive->linked(1, 0));
}

TEST_CASE("who was removed is a stranger from then on, and may come back") {
  auto on = each_transport();
  INFO(on);
  auto drive = member_drive::make(on, 2);
  drive->start_all();
  CHECK(drive->post(1, 0, 1).ok());
  REQUIRE(drive->until([&] { return drive->received(0).size() == 1; }));
  REQUIRE(drive->set_members(0, {0}).ok());
  REQUIRE(drive->until([&] { return drive->row(1, 0).reconnects == 1; }));
  CHECK(drive->post(1, 0, 2).ok());
  CHECK(drive->ask(1, 0) == code::refused);
  CHECK(drive->received(0) == numbers(1, 1));
  REQUIRE(drive->set_members(0, {0, 1}).ok());
  REQUIRE(drive->until([&] { return drive->received(0).size() == 2; }));
  CHECK(drive->received(0) == numbers(1, 2));
}

} // namespace carrick::test
