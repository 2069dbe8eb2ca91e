#include <carrick/net/link_choice.hpp>

#include "../support/start_time.hpp"

#include <catch2/catch.hpp>

namespace carrick::net::test {
namespace {

using namespace std::chrono_literals;
using verdict = admission::verdict;
using step = link_choice::step;

standing_link old_link() { return {{1}, start - 10s, start - 100ms, "n2:7101"}; }

TEST_CASE("without another link, or with one of the same process, a newcomer goes on") {
  link_choice choice;
  CHECK(choice.known({}, {2}, start).verdict == verdict::accept);
  auto same = choice.known(old_link(), {1}, start);
  CHECK(same.verdict == verdict::accept);
  CHECK(same.standing == step::none);
}

TEST_CASE("another process waits while the standing link is pinged, once") {
  link_choice choice;
  auto first = choice.known(old_link(), {2}, start);
  CHECK(first.verdict == verdict::wait);
  CHECK(first.standing == step::ping);
  auto second = choice.known(old_link(), {2}, start + 999ms);
  CHECK(second.verdict == verdict::wait);
  CHECK(second.standing == step::none);
}

TEST_CASE("silence of the standing link makes place for the newcomer") {
  link_choice choice;
  (void)choice.known(old_link(), {2}, start);
  auto judged = choice.known(old_link(), {2}, start + 1s);
  CHECK(judged.verdict == verdict::accept);
  CHECK(judged.standing == step::end);
  CHECK(judged.why == code::link_lost);
}

TEST_CASE("a byte from the standing link refuses the newcomer for good") {
  link_choice choice;
  auto old = old_link();
  (void)choice.known(old, {2}, start);
  old.last_heard = start + 1ms;
  auto judged = choice.known(old, {2}, start + 2ms);
  CHECK(judged.verdict == verdict::refuse);
  CHECK(judged.why == code::duplicate_node);
  CHECK(judged.why.message().find("n2:7101") != std::string::npos);
  CHECK_FALSE(judged.temporary);
}

TEST_CASE("a newcomer need not wait longer than its predecessor lives") {
  link_choice choice;
  (void)choice.known(old_link(), {2}, start);
  CHECK(choice.known({}, {2}, start + 20ms).verdict == verdict::accept);
}

TEST_CASE("of two connections of one simultaneous dial the primary keeps the first") {
  link_choice choice;
  auto young = old_link();
  young.established_at = start - 1999ms;
  auto judged = choice.established(young, true, start);
  CHECK(judged.verdict == verdict::refuse);
  CHECK(judged.why == code::refused);
  CHECK(judged.temporary);
  CHECK(choice.established(young, false, start).verdict == verdict::accept);
}

TEST_CASE("the primary takes a newcomer for an older link, which the other side has given up") {
  link_choice choice;
  auto judged = choice.established(old_link(), true, start);
  CHECK(judged.verdict == verdict::accept);
  CHECK(judged.standing == step::none); // replaced when the newcomer is established
  CHECK(choice.established({}, true, start).verdict == verdict::accept);
}

TEST_CASE("the secondary gives up what waits longer than the connection that was established") {
  CHECK(link_choice::is_overtaken(false, start, start + 1ms));
  CHECK_FALSE(link_choice::is_overtaken(false, start + 1ms, start));
  CHECK_FALSE(link_choice::is_overtaken(true, start, start + 1ms)); // the primary decides
}

} // namespace
} // namespace carrick::net::test
