#include <carrick/core/random.hpp>
#include <carrick/net/post_queue.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <deque>
#include <string>

using namespace carrick;
using namespace carrick::net;

namespace {

message_head to_target(std::uint32_t target) { return {{target, 7}, 3, false}; }

bool closes(const post_account& a) {
  return a.accepted == a.delivered + a.refused + a.dropped + a.unsent + a.in_flight + a.in_doubt;
}

} // namespace

TEST_CASE("a queue gives back what was pushed, in order") {
  post_queue queue{{}};
  std::deque<std::string> expected;
  random_source random{3};
  for (int step = 0; step < 5000; ++step) {
    if (random.below(2) == 0 || expected.empty()) {
      std::string body(random.below(random.below(50) == 0 ? 200'000 : 300),
                       static_cast<char>('a' + step % 26));
      REQUIRE(queue.push(to_target(static_cast<std::uint32_t>(body.size())), as_bytes(body)).ok());
      expected.push_back(std::move(body));
    } else {
      auto entry = queue.front();
      REQUIRE(as_text(entry.body.bytes()) == expected.front());
      REQUIRE(entry.head.to.target == expected.front().size());
      queue.pop();
      expected.pop_front();
    }
    REQUIRE(queue.size() == expected.size());
  }
}

TEST_CASE("a queue holds a shared body where it lies, between bodies of its own") {
  post_queue queue{{}};
  const auto body = copy_of(as_bytes(std::string(100'000, 's')));
  REQUIRE(queue.push(to_target(1), as_bytes("before")).ok());
  REQUIRE(queue.push(to_target(2), body).ok());
  REQUIRE(queue.push(to_target(3), as_bytes("behind")).ok());
  CHECK(queue.bytes() == 100'012);
  CHECK(body.use_count() == 2);
  queue.pop();
  auto second = queue.front();
  CHECK(second.head.to.target == 2);
  REQUIRE(second.body.shared() != nullptr);
  CHECK(*second.body.shared() == body);
  queue.drop_oldest(code::dropped);
  CHECK(body.use_count() == 1);
  CHECK(as_text(queue.front().body.bytes()) == "behind");
  CHECK(queue.bytes() == 6);
}

TEST_CASE("a full queue drops its oldest posts, counted, or refuses") {
  bool drop = GENERATE(true, false);
  auto full_by_bytes = GENERATE(true, false);
  post_queue_options options;
  options.drop_oldest = drop;
  (full_by_bytes ? options.bytes_max : options.posts_max) = full_by_bytes ? 30 : 3;
  post_queue queue{options};
  for (auto* body : {"1---------", "2---------", "3---------"})
    REQUIRE(queue.push(to_target(1), as_bytes(body)).ok());
  auto fourth = queue.push(to_target(1), as_bytes("4---------"));
  CHECK(fourth.code() == (drop ? code::ok : code::overloaded));
  CHECK(as_text(queue.front().body.bytes()) == (drop ? "2---------" : "1---------"));
  auto account = queue.account({});
  CHECK(account.accepted == (drop ? 4 : 3));
  CHECK(account.dropped == (drop ? 1 : 0));
  CHECK(account.unsent == 3);
  CHECK(closes(account));
  CHECK(queue.push(to_target(1), as_bytes(std::string(100'000'000, 'x'))).code() ==
        code::too_large);
}

TEST_CASE("requests learn whether a post of their pair waits") {
  post_queue queue{{}};
  (void)queue.push(to_target(1), {});
  (void)queue.push(to_target(2), {});
  (void)queue.push(to_target(1), {});
  CHECK(queue.has_unsent_of({3, 1}));
  CHECK_FALSE(queue.has_unsent_of({4, 1}));
  queue.pop();
  CHECK(queue.has_unsent_of({3, 1}));
  queue.pop();
  CHECK_FALSE(queue.has_unsent_of({3, 2}));
  queue.drop_all(code::removed);
  CHECK_FALSE(queue.has_unsent_of({3, 1}));
  CHECK(queue.account({}).lost_by == std::map<code, std::uint64_t>{{code::removed, 1}});
}

TEST_CASE("which pairs wait is known whatever came and went") {
  post_queue queue{{}};
  random_source random{11};
  std::deque<std::uint32_t> waiting;
  auto pushed = [&](std::uint32_t target) {
    REQUIRE(queue.push(to_target(target), as_bytes("p")).ok());
    waiting.push_back(target);
  };
  auto popped = [&] {
    queue.pop();
    waiting.pop_front();
  };
  auto exact = [&](std::uint32_t target) {
    bool waits = std::find(waiting.begin(), waiting.end(), target) != waiting.end();
    return queue.has_unsent_of({3, target}) == waits;
  };
  // Far more pairs than posts at a time, so that those that have gone are forgotten; by turns many
  // posts, or hardly one.
  for (int step = 0; step < 20'000; ++step) {
    auto target = static_cast<std::uint32_t>(random.below(random.below(2) == 0 ? 4 : 1000));
    if (waiting.size() < random.below(step % 2'000 < 1'000 ? 40 : 3))
      pushed(target);
    else if (!waiting.empty())
      popped();
    REQUIRE(exact(target));
    if (!waiting.empty()) REQUIRE(exact(waiting.front()));
  }
}

TEST_CASE("the account closes over queue, links and removals") {
  random_source random{GENERATE(1u, 2u, 3u, 4u, 5u)};
  post_queue queue{{.posts_max = 20, .bytes_max = 500, .drop_oldest = random.below(2) == 0}};
  post_totals link;
  bool up = false;
  for (int step = 0; step < 5000; ++step) {
    switch (random.below(7)) {
      case 0:
      case 1:
        (void)queue.push(to_target(1), as_bytes(std::string(random.below(60), 'x')));
        break;
      case 2:
        if (up && !queue.empty()) {
          queue.pop();
          ++link.sent;
        }
        break;
      case 3:
        if (up && queue.empty()) {
          queue.passed_through();
          ++link.sent;
        }
        break;
      case 4:
        if (link.taken_over < link.sent) {
          ++link.taken_over;
          if (random.below(3) == 0) {
            ++link.refused;
            link.refused_by = {{code::no_handler, link.refused}};
          }
        }
        break;
      case 5:
        if (random.below(2) == 0) link.in_doubt = link.sent - link.taken_over;
        if (up) queue.settle(link, code::removed);
        up = !up;
        link = {};
        break;
      case 6:
        if (random.below(50) == 0) queue.drop_all(code::removed);
        break;
    }
    auto account = queue.account(link);
    REQUIRE(closes(account));
    std::uint64_t lost = 0;
    for (auto [why, count] : account.lost_by) lost += count;
    REQUIRE(lost == account.refused + account.dropped + account.in_doubt);
  }
}
