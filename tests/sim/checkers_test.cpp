#include <carrick/sim/checkers/all.hpp>

#include <catch2/catch.hpp>

#include <functional>
#include <initializer_list>
#include <string>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

constexpr process_id here{0, 11}, there{1, 22};

struct seen_at {
  duration at;
  observation what;
};

/// The first violation of what was seen: "I9: n1: ..."; empty: none.
std::string found_in(std::initializer_list<seen_at> seen) {
  all_checkers checkers{7};
  for (const auto& [at, what] : seen) checkers.see(what, at);
  if (!checkers.found()) return {};
  return checkers.found()->invariant + ": " + checkers.found()->text;
}

// -- both ends of a link --------------------------------------------------------------------------

books_compared same_books() {
  books_compared both{here, there, {}, {}};
  both.of_one.has_posts = both.of_other.has_posts = true;
  both.of_one.streams = both.of_other.streams = 2;
  both.of_one.out.requests = both.of_other.in.requests = 3;
  both.of_one.out.posts[1] = both.of_other.in.posts[1] = 9;
  both.of_other.out.stream_credit = both.of_one.in.stream_credit = 100;
  both.of_one.held = both.of_one.held_now = 50;
  return both;
}

std::string judged(const std::function<void(books_compared&)>& mistake) {
  auto books = same_books();
  mistake(books);
  return found_in({{1s, books}});
}

TEST_CASE("two ends of a link that say the same are right") {
  CHECK(found_in({{1s, same_books()}}) == "");
}

TEST_CASE("whatever one end of a link says otherwise than the other is found") {
  CHECK(judged([](auto& b) { b.of_one.out.requests = 4; }) ==
        "I15: open requests from n1 to n2: the one says 4, the other 3");
  CHECK(judged([](auto& b) { b.of_other.streams = 1; }) ==
        "I15: streams from n1 to n2: the one says 2, the other 1");
  CHECK(judged([](auto& b) { b.of_other.stream_ids = 5; }).starts_with("I15: numbers of streams"));
  CHECK(judged([](auto& b) { b.of_one.in.stream_credit = 90; }) ==
        "I15: bytes of items without credit from n2 to n1: the one says 100, the other 90");
  CHECK(
    judged([](auto& b) { b.of_one.in.stream_charge = 1; }).starts_with("I15: bytes of the link"));
  CHECK(judged([](auto& b) { b.of_other.in.posts[1] = 8; }).starts_with("I15: posts of a lane"));
  CHECK(
    judged([](auto& b) { b.of_one.in.taken_over[2] = 1; }).starts_with("I15: acknowledged posts"));
  CHECK(judged([](auto& b) { b.of_one.in.post_credit = 1; }).starts_with("I15: bytes of posts"));
}

TEST_CASE("posts that another link has are not compared") {
  CHECK(judged([](auto& b) {
          b.of_other.has_posts = false;
          b.of_other.in.posts[1] = 0;
        }) == "");
}

TEST_CASE("a link that holds what nobody has given it is found") {
  CHECK(judged([](auto& b) { b.of_one.held = 60; }) ==
        "I15: n1's link with n2 counts 60 held bytes where there are 50");
  CHECK(judged([](auto& b) { b.of_other.transfers = 1; }) ==
        "I15: n2's link with n1 waits for the rest of a message that nobody sends");
}

// -- counts ---------------------------------------------------------------------------------------

TEST_CASE("a bound that is kept is right, above it and below zero it is not") {
  CHECK(found_in({{1s, measured{here, "things", 5, 5}}}) == "");
  CHECK(found_in({{1s, measured{here, "things", 6, 5}}}) == "I9: n1: things 6 of 5");
  CHECK(found_in({{1s, measured{here, "things", std::uint64_t(0) - 2, 5}}}) ==
        "count: n1: things -2");
}

TEST_CASE("a count that is not what it counts is found") {
  CHECK(found_in({{1s, recounted{there, "bytes", 5, 5}}}) == "");
  CHECK(found_in({{1s, recounted{there, "bytes", 5, 4}}}) ==
        "count: n2 counts 5 bytes where there are 4");
}

// -- views ----------------------------------------------------------------------------------------

member_seen linked_as(member_state state, bool silent = false) {
  member_seen e{here, 1, state, true, silent, 0s, 4s};
  e.incarnation = e.of_link = 22;
  return e;
}
member_seen unlinked_as(member_state state) { return {here, 1, state, false, false, 10s, 4s}; }

TEST_CASE(
  "a member with a link is reachable, suspect while it is silent, and the one of the link") {
  CHECK(found_in({{1s, linked_as(member_state::reachable)}}) == "");
  CHECK(found_in({{1s, linked_as(member_state::suspect, true)}}) == "");
  CHECK(found_in({{1s, linked_as(member_state::failed, true)}}) == "");
  CHECK(found_in({{1s, linked_as(member_state::suspect)}}) ==
        "I11: n1 calls n2 suspect, which is linked");
  CHECK(found_in({{1s, linked_as(member_state::reachable, true)}}) ==
        "I11: n1 calls n2 reachable, whose link is silent");
  auto other = linked_as(member_state::reachable);
  other.incarnation = 21;
  CHECK(found_in({{1s, other}}).starts_with("I11: n1 calls n2 reachable, but as another process"));
}

TEST_CASE("a member without a link is failed when its time is over, or has left") {
  CHECK(found_in({{13s, unlinked_as(member_state::suspect)}}) == "");
  CHECK(found_in({{13s, unlinked_as(member_state::joined)}}) == "");
  CHECK(found_in({{20s, unlinked_as(member_state::failed)}}) == "");
  CHECK(found_in({{20s, unlinked_as(member_state::left)}}) == "");
  for (auto state : {member_state::suspect, member_state::reachable, member_state::joined})
    CHECK(found_in({{15s, unlinked_as(state)}}).starts_with("I11: n1 calls n2"));
}

TEST_CASE("who has no link is not reachable, but for the turn in which it goes") {
  const auto gone = unlinked_as(member_state::reachable);
  CHECK(found_in({{10s + 40ms, gone}}) == "");
  CHECK(found_in({{10s + 60ms, gone}}) == "I11: n1 calls n2 reachable, which has no link");
}

TEST_CASE("a member is dialed where it is") {
  auto moved = unlinked_as(member_state::failed);
  moved.dialed_elsewhere = true;
  CHECK(found_in({{20s, moved}}) == "I11: n1 calls n2 failed, and would dial it where it is not");
}

// -- links ----------------------------------------------------------------------------------------

TEST_CASE("one link may follow another within a turn, and not stand beside it") {
  CHECK(found_in({{1s, link_began{here, there, 1}},
                  {2s, link_began{here, there, 2}},
                  {2s, link_closed{here, there, 1, code::refused}},
                  {2s, turned{here}}}) == "");
  CHECK(found_in({{1s, link_began{here, there, 1}},
                  {2s, link_began{here, there, 2}},
                  {2s, turned{here}}}) == "I6: n1 has two links to n2");
}

TEST_CASE("honest nodes break no rule, unless bytes are damaged") {
  CHECK(found_in({{1s, link_closed{here, there, 1, code::link_lost}}}) == "");
  CHECK(found_in({{1s, link_closed{here, there, 1, code::protocol_error}}}) ==
        "I12: a link of n1 ended as protocol_error among honest nodes");
  CHECK(found_in({{1s, link_failed{here, code::flood}}}).starts_with("I12: a handshake of n1"));
  CHECK(found_in({{0s, damage_possible{}},
                  {1s, link_closed{here, there, 1, code::protocol_error}}}) == "");
}

TEST_CASE("a verdict link_lost needs the end of a link, behind its request") {
  const asked request{{7, here, 1, 1}, 9s};
  const answered lost{1, code::link_lost, {}};
  const link_closed end{here, there, 1, code::link_lost};
  CHECK(found_in({{1s, request}, {2s, lost}, {2s, end}, {2s, turned{here}}}) == "");
  CHECK(found_in({{1s, request}, {2s, end}, {2s, turned{here}}, {3s, lost}, {4s, turned{here}}}) ==
        "");
  CHECK(found_in({{1s, request}, {2s, lost}, {2s, turned{here}}}) ==
        "I12: request 1 ended as link_lost, but no link did");
  CHECK(found_in({{0s, end}, {1s, request}, {2s, lost}, {2s, turned{here}}}) ==
        "I12: request 1 ended as link_lost, but no link did");
}

TEST_CASE("a node loses its link to itself when it leaves alone") {
  const asked request{{7, here, 0, 1}, 9s};
  const answered lost{1, code::link_lost, {}};
  CHECK(found_in({{1s, request}, {2s, lost}, {3s, process_ended{here, true}}}) == "");
  CHECK(found_in({{1s, request}, {2s, lost}, {30s, process_ended{here, true}}}) ==
        "I12: n1 has lost its link to itself, and went on");
}

TEST_CASE("a cancelled request has its verdict at once") {
  const asked request{{7, here, 1, 1}, 9s};
  const answered cancelled{1, code::cancelled, {}};
  const auto judged = [&](duration at) {
    return found_in({{1s, request}, {2s, ask_cancelled{1}}, {at, cancelled}});
  };
  CHECK(judged(2050ms) == "");
  CHECK(judged(3s) == "I2: request 1 got its verdict long after it was cancelled");
  CHECK(found_in({{1s, request}, {2s, cancelled}}) ==
        "I12: request 1 ended as cancelled though nobody cancelled it");
}

TEST_CASE("a node that is held gives the verdict of a cancelled request when it goes on") {
  const asked request{{7, here, 1, 1}, 9s};
  CHECK(found_in({{1s, request},
                  {2s, node_held{0, 5s}},
                  {2s, ask_cancelled{1}},
                  {5050ms, answered{1, code::cancelled, {}}}}) == "");
}

TEST_CASE("within a node the answer of a handler is not missed") {
  const auto judged = [](std::size_t to, duration said_at) {
    const asked request{{7, here, to, 1}, 9s};
    return found_in({{1s, request},
                     {2s, executed{{to == 0 ? here : there, request.what}, 1s}},
                     {said_at, handler_said{1, code::ok}},
                     {9s, answered{1, code::deadline_exceeded, {}}}});
  };
  CHECK(judged(0, 3s) == "I2: request 1 has no answer, but its handler gave one");
  CHECK(judged(0, 8950ms) == ""); // it may have been under way
  CHECK(judged(1, 3s) == "");     // so may what a network loses
}

// -- handlers -------------------------------------------------------------------------------------

constexpr std::uint64_t a_handler = 5, an_asker = 3;

asked ask_of(std::uint64_t number, bool plain = false) {
  asked e{{7, here, 1, number}, 20s, plain};
  e.asker = an_asker;
  return e;
}
executed run_of(const asked& e) { return {{there, e.what, true, a_handler}, 9s}; }

TEST_CASE("a handler hears of a cancel that somebody caused") {
  const auto first = ask_of(1);
  const link_began one{there, here, 1};
  const cancel_heard heard{1, there};
  CHECK(found_in({{0s, one}, {1s, first}, {2s, run_of(first)}, {3s, heard}}) ==
        "I14: the handler of request 1 hears of a cancel that nobody made");
  CHECK(
    found_in({{0s, one}, {1s, first}, {2s, run_of(first)}, {3s, ask_cancelled{1}}, {3s, heard}}) ==
    "");
  CHECK(found_in({{0s, one},
                  {1s, first},
                  {2s, run_of(first)},
                  {3s, actor_left{here, an_asker, 0}},
                  {3s, heard}}) == "");
  CHECK(found_in({{0s, one},
                  {1s, first},
                  {2s, run_of(first)},
                  {3s, link_closed{there, here, 1, code::link_lost}},
                  {3s, heard}}) == "");
  CHECK(found_in({{0s, one}, {1s, first}, {2s, run_of(first)}, {20s, heard}}) == "");
}

TEST_CASE("a handler hears that the link of its request is gone, in the turn in which it goes") {
  const auto first = ask_of(1);
  const link_began one{there, here, 1};
  const link_closed end{there, here, 1, code::link_lost};
  CHECK(found_in({{0s, one}, {1s, first}, {2s, run_of(first)}, {3s, end}, {3s, turned{there}}}) ==
        "I14: the handler of request 1 does not hear that its link is gone");
  CHECK(found_in({{0s, one},
                  {1s, first},
                  {2s, run_of(first)},
                  {3s, end},
                  {3s, cancel_heard{1, there}},
                  {3s, turned{there}}}) == "");
  CHECK(found_in({{0s, one},
                  {1s, first},
                  {2s, run_of(first)},
                  {2s, handler_said{1, code::ok}},
                  {3s, end},
                  {3s, turned{there}}}) == "");
}

TEST_CASE("a cancel comes before what its asker sends plainly after it") {
  const auto first = ask_of(1), next = ask_of(2, true);
  CHECK(
    found_in(
      {{1s, first}, {2s, run_of(first)}, {3s, ask_cancelled{1}}, {3s, next}, {4s, run_of(next)}}) ==
    "I14: the handler of request 1 does not hear that it was cancelled");
  CHECK(found_in({{1s, first},
                  {2s, run_of(first)},
                  {3s, ask_cancelled{1}},
                  {3s, next},
                  {4s, cancel_heard{1, there}},
                  {4s, run_of(next)}}) == "");
}

// -- posts ----------------------------------------------------------------------------------------

posted post_of(std::uint64_t number) { return {{7, here, 1, number}}; }
post_handed handed(std::uint64_t number) { return {{there, {7, here, 1, number}}}; }
posts_counted account(std::uint64_t accepted, std::uint64_t delivered) {
  posts_counted all{here, 1, accepted, delivered};
  all.in_flight = accepted - delivered;
  return all;
}

TEST_CASE("an account of posts is what was posted and handed out") {
  CHECK(found_in({{1s, post_of(1)}, {1s, post_of(2)}, {2s, handed(1)}, {3s, account(2, 1)}}) == "");
  CHECK(found_in({{1s, post_of(1)}, {3s, account(2, 0)}}).starts_with("I4: n1's account"));
  CHECK(found_in({{1s, post_of(1)}, {3s, account(1, 1)}}).starts_with("I4: n1's account"));
}

TEST_CASE("a post may be refused before it comes to the account, unless its sender was told") {
  const auto one = account(1, 1);
  CHECK(found_in({{1s, post_of(1)}, {1s, post_of(2)}, {2s, handed(1)}, {3s, one}}) == "");
  CHECK(found_in({{1s, post_of(1)},
                  {1s, post_told{1, code::ok}},
                  {1s, post_of(2)},
                  {1s, post_told{2, code::ok}},
                  {2s, handed(1)},
                  {3s, one}}) ==
        "I4: n1's account of posts to n2: fewer are accepted than their senders were told");
  CHECK(found_in({{1s, post_of(1)},
                  {1s, post_of(2)},
                  {1s, post_told{2, code::overloaded}},
                  {2s, handed(1)},
                  {3s, account(2, 1)}}) == "I4: n1's account of posts to n2: 1 were posted, not 2");
}

TEST_CASE("where the queue was full the newest post has not given way") {
  auto one_dropped = account(2, 1);
  one_dropped.in_flight = 0;
  one_dropped.dropped = one_dropped.lost = one_dropped.for_room = 1;
  const auto judged = [&](duration second, std::uint64_t which) {
    return found_in(
      {{1s, post_of(1)}, {second, post_of(2)}, {3s, handed(which)}, {4s, one_dropped}});
  };
  CHECK(judged(2s, 2) == "");
  CHECK(judged(2s, 1) ==
        "I4: n1's account of posts to n2: for want of room the newest was dropped");
  CHECK(judged(1s, 1) == ""); // nobody knows which of them came first
}

TEST_CASE("posts of an application may be more than those that are observed, and not fewer") {
  auto more = account(3, 3);
  more.others_post = true;
  CHECK(found_in({{1s, post_of(1)}, {2s, handed(1)}, {3s, more}}) == "");
  auto fewer = account(0, 0);
  fewer.others_post = true;
  CHECK(found_in({{1s, post_of(1)}, {2s, handed(1)}, {3s, fewer}}).starts_with("I4: n1's account"));
}

TEST_CASE("a post that is refused had no room, or nobody to handle it") {
  auto refused = account(1, 0);
  refused.in_flight = 0;
  refused.refused = refused.lost = 1;
  CHECK(found_in({{1s, post_of(1)}, {3s, refused}}).starts_with("I4: n1's account"));
  refused.refused_unseen = 1;
  CHECK(found_in({{1s, post_of(1)}, {3s, refused}}) == "");
}

TEST_CASE("a message comes from a process with which there was a link") {
  const process_id again{0, 12};
  const auto from = [](const process_id& who) { return post_handed{{there, {7, who, 1, 1}}}; };
  CHECK(found_in({{1s, from(again)}}) == ""); // nobody tells of links
  CHECK(found_in({{1s, link_began{there, here, 1}}, {1s, from(here)}}) == "");
  CHECK(found_in({{1s, link_began{there, here, 1}}, {1s, from(again)}}) ==
        "I7: post 1 at n2 is from a process of n1 with which it never had a link");
}

TEST_CASE("what waited for a link leaves its handler no more time than was left with the link") {
  const asked request{{7, here, 1, 1}, 9s};
  const link_began one{here, there, 1}, other{there, here, 2};
  const auto waited = [&](duration left) {
    return found_in(
      {{1s, request}, {5s, one}, {5s, other}, {6s, executed{{there, request.what}, left}}});
  };
  CHECK(waited(4s) == "");
  CHECK(waited(5s) == "I2: request 1 gives its handler more time than was left");
  CHECK(
    found_in(
      {{500ms, one}, {500ms, other}, {1s, request}, {6s, executed{{there, request.what}, 8s}}}) ==
    "");
}

TEST_CASE("what a process took over and never handed out went with it") {
  CHECK(found_in({{0s, process_began{here}},
                  {0s, process_began{there}},
                  {1s, post_of(1)},
                  {2s, process_ended{there}},
                  {3s, account(1, 1)}}) == "");
}

} // namespace
} // namespace carrick::sim
