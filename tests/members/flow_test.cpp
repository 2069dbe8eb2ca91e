#include "held_posts.hpp"
#include "member_drive.hpp"

#include <catch2/catch.hpp>

namespace carrick::test {

TEST_CASE(
  "block with credit: an actor that finds no room goes on when there is, and loses nothing") {
  auto on = each_transport();
  INFO(on);
  constexpr std::uint64_t posts = 300;
  auto drive = member_drive::make(on, 2);
  drive->options(0).posts = {.unsent = 10, .when_full = when_full::block};
  drive->options(0).ask_deadline = 60s;
  drive->options(1).link.post_window = 400; // five at once
  drive->start(0);
  drive->flood(0, 1, posts);
  REQUIRE(drive->until([&] { return drive->row(0, 1).posts_unsent == 10; }));
  CHECK(drive->post(0, 1, 0) == code::overloaded);
  drive->start(1);
  REQUIRE(drive->until([&] { return drive->received(1).size() >= posts; }));
  CHECK(drive->received(1) == numbers(1, posts));
  REQUIRE(drive->until([&] { return drive->row(0, 1).posts_delivered == posts; }));
  auto row = drive->row(0, 1);
  CHECK(row.posts_accepted == posts);
  CHECK(row.lost_by.empty());
}

TEST_CASE("slow consumer: its posts wait at their sender, and another's arrive") {
  auto on = each_transport();
  INFO(on);
  constexpr std::uint64_t posts = 50;
  auto drive = member_drive::make(on, 3);
  drive->options(0).link.post_window = 2'000;
  drive->start_all();
  auto slow = drive->stalled(0);
  for (auto i : numbers(1, posts)) CHECK(drive->post_to_stalled(1, 0, i, 100).ok());
  REQUIRE(drive->until([&] { return drive->row(1, 0).posts_delivered > 0; }));
  for (auto i : numbers(1, posts)) CHECK(drive->post(2, 0, i).ok());
  REQUIRE(drive->until([&] { return drive->received(0).size() >= posts; }));
  CHECK(drive->received(0) == numbers(1, posts));
  CHECK(drive->ask(1, 0) == code::ok); // to another actor than the slow one
  CHECK(slow->taken() < posts);
  CHECK(drive->row(1, 0).posts_unsent > 0);
  REQUIRE(drive->until([&] {
    drive->go_on(0, *slow);
    return slow->taken() == posts;
  }));
  REQUIRE(drive->until([&] { return drive->row(1, 0).posts_delivered == posts; }));
}

TEST_CASE(
  "reconnect: a steady stream of posts goes on over a cut link, nothing lost, nothing twice") {
  auto on = each_transport();
  INFO(on);
  constexpr std::uint64_t posts = 120;
  auto drive = member_drive::make(on, 2);
  drive->start_all();
  for (auto i : numbers(1, posts)) {
    CHECK(drive->post(0, 1, i).ok());
    if (i % 40 == 20) drive->cut(i % 80 == 20 ? 0 : 1, i % 80 == 20 ? 1 : 0);
    if (i % 10 == 0) drive->pass(2ms);
  }
  REQUIRE(drive->until([&] { return drive->received(1).size() >= posts; }));
  REQUIRE(drive->until([&] { return drive->row(0, 1).posts_delivered == posts; }));
  CHECK(drive->received(1) == numbers(1, posts));
  CHECK(drive->row(0, 1).reconnects > 0);
}

TEST_CASE("suspect: a member that says nothing for half of fail_after, until a byte comes") {
  auto on = each_transport();
  INFO(on);
  auto drive = member_drive::make(on, 2);
  for (std::size_t i : {0, 1}) drive->options(i).link.fail_after = 4s;
  drive->start_all();
  REQUIRE(drive->until([&] { return drive->state(0, 1) == member_state::reachable; }));
  drive->silence(1);
  REQUIRE(drive->until([&] { return drive->state(0, 1) == member_state::suspect; }));
  CHECK(drive->linked(0, 1));
  drive->hear(1);
  REQUIRE(drive->until([&] { return drive->state(0, 1) == member_state::reachable; }));
  CHECK(drive->row(0, 1).reconnects == 0);
}

TEST_CASE("suspect by silence comes before the end of the link, and failed after it") {
  auto drive = member_drive::make("simulated", 2);
  drive->start_all();
  drive->pass(3s);
  drive->silence(1);
  drive->pass(3s);
  CHECK(drive->state(0, 1) == member_state::suspect);
  CHECK(drive->linked(0, 1));
  drive->pass(1s + 100ms);
  CHECK(drive->state(0, 1) == member_state::suspect);
  CHECK_FALSE(drive->linked(0, 1));
  drive->pass(2s);
  CHECK(drive->state(0, 1) == member_state::failed);
  drive->hear(1);
  REQUIRE(drive->until([&] { return drive->state(0, 1) == member_state::reachable; }));
}

} // namespace carrick::test
