#include "member_drive.hpp"

#include <catch2/catch.hpp>

namespace carrick::test {
namespace {

std::string state_of(member_drive& drive, std::size_t at, std::size_t node) {
  return drive.row(at, node).state;
}

} // namespace

TEST_CASE("two nodes: each sees the other reachable") {
  auto on = each_transport();
  INFO(on);
  auto drive = member_drive::make(on, 2);
  drive->start(0);
  drive->start(1);
  CHECK((*drive)[0].wait_for_members(2, 30s).ok());
  CHECK((*drive)[1].wait_for_members(2, 30s).ok());
  CHECK(state_of(*drive, 0, 1) == "reachable");
}

TEST_CASE(
  "drop-oldest: a node that is not there costs the oldest posts, and their number is known") {
  auto on = each_transport();
  INFO(on);
  auto drive = member_drive::make(on, 2);
  drive->options(0).posts.unsent = 10;
  drive->start(0);
  for (auto i : numbers(1, 25)) CHECK(drive->post(0, 1, i).ok());
  auto before = drive->row(0, 1);
  CHECK(before.posts_accepted == 25);
  CHECK(before.posts_dropped == 15);
  CHECK(before.posts_unsent == 10);
  drive->start(1);
  REQUIRE(drive->until([&] { return drive->received(1).size() >= 10; }));
  CHECK(drive->received(1) == numbers(16, 25));
}

TEST_CASE("lazy peer: what was posted before it listened arrives") {
  auto on = each_transport();
  INFO(on);
  auto drive = member_drive::make(on, 2);
  drive->start(0);
  for (auto i : numbers(1, 10)) CHECK(drive->post(0, 1, i).ok());
  drive->pass(300ms);
  CHECK(drive->received(1).empty());
  drive->start(1);
  REQUIRE(drive->until([&] { return drive->received(1).size() >= 10; }));
  CHECK(drive->received(1) == numbers(1, 10));
}

TEST_CASE("poison message: one that is too large is dropped once and holds nothing up") {
  auto on = each_transport();
  INFO(on);
  auto drive = member_drive::make(on, 2);
  drive->options(1).link.message_bytes = 100'000;
  drive->start(0);
  CHECK(drive->post(0, 1, 1, 200'000).ok()); // its limit is not known yet
  CHECK(drive->post(0, 1, 2).ok());
  drive->start(1);
  REQUIRE(drive->until([&] { return !drive->received(1).empty(); }));
  CHECK(drive->post(0, 1, 3, 200'000) == code::too_large);
  CHECK(drive->post(0, 1, 4).ok());
  REQUIRE(drive->until([&] { return drive->received(1).size() >= 2; }));
  CHECK(drive->received(1) == std::vector<std::uint64_t>{2, 4});
  auto row = drive->row(0, 1);
  CHECK(row.posts_dropped == 1);
  CHECK(row.lost_by["too_large"] == 1);
}

TEST_CASE("removal ends dispatcher and receiver: nothing goes there, nothing comes from there") {
  auto on = each_transport();
  INFO(on);
  auto drive = member_drive::make(on, 3);
  drive->start_all();
  CHECK(drive->post(2, 0, 1).ok());
  REQUIRE(drive->until([&] { return drive->received(0).size() == 1; }));
  REQUIRE(drive->set_members(0, {0, 1}).ok());
  CHECK(drive->post(0, 2, 1) == code::not_found);
  CHECK(drive->ask(0, 2) == code::not_found);
  CHECK((*drive)[0].members().size() == 2);
  for (auto i : numbers(2, 20)) CHECK(drive->post(2, 0, i).ok());
  drive->pass(300ms);
  CHECK(drive->received(0) == numbers(1, 1));
  CHECK(drive->linked(0, 1));
  CHECK(drive->ask(0, 1) == code::ok);
  CHECK(drive->ask(2, 1) == code::ok);
}

TEST_CASE("removal: what waits for the removed is given up by that reason") {
  auto on = each_transport();
  INFO(on);
  auto drive = member_drive::make(on, 2);
  drive->start(0);
  for (auto i : numbers(1, 5)) CHECK(drive->post(0, 1, i).ok());
  REQUIRE(drive->set_members(0, {0}).ok());
  REQUIRE(drive->set_members(0, {0, 1}).ok());
  auto row = drive->row(0, 1);
  CHECK(row.posts_accepted == 5); // counted on
  CHECK(row.posts_dropped == 5);
  CHECK(row.lost_by["removed"] == 5);
  drive->start(1);
  CHECK(drive->post(0, 1, 6).ok());
  REQUIRE(drive->until([&] { return !drive->received(1).empty(); }));
  CHECK(drive->received(1) == numbers(6, 6));
}

TEST_CASE("a member that was removed and added again is linked again") {
  auto on = each_transport();
  INFO(on);
  auto drive = member_drive::make(on, 2);
  drive->start_all();
  for (int round = 0; round < 3; ++round) {
    REQUIRE(drive->set_members(0, {0}).ok());
    REQUIRE(drive->until([&] { return !drive->linked(0, 1); }));
    REQUIRE(drive->set_members(0, {0, 1}).ok());
    REQUIRE(drive->until([&] { return drive->linked(0, 1) && drive->linked(1, 0); }));
  }
  CHECK(drive->ask(0, 1) == code::ok);
  CHECK(drive->ask(1, 0) == code::ok);
}

TEST_CASE("address change: the dispatcher moves, and its buffer with it") {
  auto on = each_transport();
  INFO(on);
  auto drive = member_drive::make(on, 2);
  drive->start_all();
  drive->stop(1);
  for (auto i : numbers(1, 5)) CHECK(drive->post(0, 1, i).ok());
  drive->move(1, {0});
  drive->options(1).members = drive->list({1}); // it dials nobody: n1 must come
  drive->start(1);
  REQUIRE(drive->set_members(1, {0, 1}).ok());
  REQUIRE(drive->until([&] { return drive->received(1).size() >= 5; }));
  CHECK(drive->received(1) == numbers(1, 5));
}

TEST_CASE("broken address: the others work, and it is told of which member it is") {
  auto on = each_transport();
  INFO(on);
  auto drive = member_drive::make(on, 4);
  drive->options(0).members = drive->list({0, 1, 2, 3});
  drive->options(0).members[3].addresses = {"no port here"};
  drive->options(3).members = drive->list({3}); // nor does it dial
  for (std::size_t i = 0; i < 4; ++i) drive->start(i);
  REQUIRE(drive->until([&] { return drive->linked(0, 1) && drive->linked(0, 2); }));
  REQUIRE(drive->until(
    [&] { return drive->row(0, 3).why_down.find("no port here") != std::string::npos; }));
  CHECK_FALSE(drive->linked(0, 3));
  CHECK(drive->ask(0, 1) == code::ok);
}

TEST_CASE("join under load: five nodes join ten that talk, and every post arrives") {
  auto on = each_transport();
  INFO(on);
  constexpr std::size_t old = 10, all = 15;
  constexpr std::uint64_t rounds = 20;
  auto drive = member_drive::make(on, all);
  std::vector<std::size_t> every;
  for (std::size_t i = 0; i < all; ++i) every.push_back(i);
  std::vector<std::size_t> first{every.begin(), every.begin() + old};
  for (auto i : first) drive->options(i).members = drive->list(first);
  for (auto i : first) drive->start(i);
  auto talk = [&](std::size_t nodes) {
    for (std::size_t a = 0; a < nodes; ++a)
      for (std::size_t b = 0; b < nodes; ++b)
        if (a != b) CHECK(drive->post(a, b, a).ok());
  };
  for (std::uint64_t i = 0; i < rounds; ++i) {
    talk(i < rounds / 2 ? old : all);
    if (i + 1 != rounds / 2) continue;
    for (std::size_t node = old; node < all; ++node) drive->start(node);
    for (auto node : first) REQUIRE(drive->set_members(node, every).ok());
  }
  for (std::size_t node = 0; node < all; ++node) {
    auto expected =
      node < old ? (old - 1) * rounds / 2 + (all - 1) * rounds / 2 : (all - 1) * rounds / 2;
    CHECK(drive->until([&] { return drive->received(node).size() >= expected; }));
    CHECK(drive->received(node).size() == expected);
  }
}

TEST_CASE("waiting for members: enough, too few in time, more than there are") {
  auto on = each_transport();
  INFO(on);
  auto drive = member_drive::make(on, 4);
  for (std::size_t i = 0; i < 3; ++i) drive->start(i);
  auto& n1 = (*drive)[0];
  CHECK(n1.wait_for_members(3, 30s).ok());
  auto late = n1.wait_for_members(4, 50ms);
  CHECK(late == code::deadline_exceeded);
  CHECK(late.message() == "not reachable: n4");
  CHECK(n1.wait_for_members(5, 30s) == code::invalid_argument);
}

TEST_CASE("nothing after stop: a stopped node takes no members") {
  auto on = GENERATE("pipe", "tcp");
  INFO(on);
  auto drive = member_drive::make(on, 2);
  drive->start_all();
  auto& stopped = (*drive)[1];
  REQUIRE(stopped.stop(5s).ok());
  CHECK(drive->set_members(1, {0}) == code::draining);
  CHECK(drive->set_members(1, {0, 1}) == code::draining);
  CHECK(stopped.linked().empty());
  REQUIRE(drive->until([&] { return !drive->linked(0, 1); }));
  drive->stop(1);
}

TEST_CASE("nothing after stop: a stopped node is not linked again") {
  auto on = each_transport();
  INFO(on);
  auto drive = member_drive::make(on, 2);
  drive->start_all();
  drive->stop(1);
  drive->pass(500ms);
  CHECK_FALSE(drive->linked(0, 1));
  CHECK(state_of(*drive, 0, 1) == "left");
}

TEST_CASE("self: a thousand posts to oneself arrive in order") {
  auto on = each_transport();
  INFO(on);
  auto drive = member_drive::make(on, 1);
  drive->start(0);
  for (auto i : numbers(1, 1000)) CHECK(drive->post(0, 0, i).ok());
  REQUIRE(drive->until([&] { return drive->received(0).size() >= 1000; }));
  CHECK(drive->received(0) == numbers(1, 1000));
}

} // namespace carrick::test
