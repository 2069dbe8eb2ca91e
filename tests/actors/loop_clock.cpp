// Timeouts and delayed messages of CAF actors.

#include <carrick/actors/hosted.hpp>
#include <carrick/actors/pinned.hpp>
#include <carrick/actors/timeouts.hpp>
#include <carrick/tests/support/loop_world.hpp>

#include <caf/after.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <atomic>
#include <latch>
#include <vector>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;

timeout named(caf::actor_id actor, std::uint64_t type, timeout_kind kind = timeout_kind::receive) {
  return {{actor, kind, type, 0}, type, nullptr, nullptr, {}};
}

TEST_CASE("timeouts come by time, equal ones as they were set, a few at a time", "[clock]") {
  timeouts all;
  timeouts::dead_ones dead;
  const time_point start{1h};
  all.set(start + 2ms, named(1, 1), dead);
  all.set(start + 1ms, named(1, 2), dead);
  all.set(start + 1ms, named(2, 3), dead);
  all.set(start + 9ms, named(2, 4), dead);
  CHECK(all.next() == start + 1ms);
  std::vector<timeout> due;
  all.take_due(start, 10, due);
  CHECK(due.empty());
  all.take_due(start + 2ms, 2, due);
  REQUIRE(due.size() == 2);
  CHECK(due[0].key.type == 2);
  CHECK(due[1].key.type == 3);
  all.take_due(start + 2ms, 2, due);
  CHECK(due.size() == 3);
  CHECK(all.size() == 1);
  CHECK(dead.empty());
}

TEST_CASE("setting a timeout again moves it", "[clock]") {
  timeouts all;
  timeouts::dead_ones dead;
  const time_point start{1h};
  all.set(start + 1ms, named(1, 1), dead);
  all.set(start + 5ms, named(1, 1), dead);
  CHECK(all.size() == 1);
  CHECK(all.next() == start + 5ms);
  CHECK(dead.size() == 1);
}

TEST_CASE("timeouts are cancelled by name and by actor", "[clock]") {
  timeouts all;
  timeouts::dead_ones dead;
  const time_point start{1h};
  for (caf::actor_id actor : {1u, 2u, 3u})
    for (std::uint64_t type : {1u, 2u}) {
      all.set(start, named(actor, type), dead);
      all.set(start, named(actor, type, timeout_kind::message), dead);
    }
  all.cancel({1, timeout_kind::receive, 2, 0}, dead);
  all.cancel({1, timeout_kind::receive, 2, 0}, dead);
  CHECK(all.size() == 11);
  all.cancel_actor(2, dead);
  CHECK(all.size() == 7);
  all.cancel_all(dead);
  CHECK(all.size() == 0);
  CHECK(all.next() == never);
  CHECK(dead.size() == 12);
}

struct early_count {
  std::atomic<int> delivered{0}, early{0};
};

/// Counts delayed messages, which carry the time at which they are due.
struct counter final : hosted<untyped> {
  counter(caf::actor_config& config, early_count& into, int all, std::promise<void>& end)
      : hosted(config), count(into), expected(all), finished(end) {}
  caf::behavior make_behavior() override {
    return {[this](std::int64_t due) {
      if (now() < time_point(duration(due))) ++count.early;
      if (++count.delivered == expected) finished.set_value();
    }};
  }
  early_count& count;
  const int expected;
  std::promise<void>& finished;
};

TEST_CASE("a hundred thousand delayed messages: none early, all delivered, none left", "[clock]") {
  constexpr int messages = 100'000, receivers = 10;
  loops all(with_loops(2));
  early_count count;
  std::promise<void> done;
  world w(all);
  std::vector<caf::actor> to;
  for (int i = 0; i < receivers; ++i) to.push_back(w->spawn<counter>(count, messages, done));
  const time_point start = all.at(0).now();
  for (int i = 0; i < messages; ++i) {
    const time_point due = start + std::chrono::microseconds((i * 7919LL) % 200'000);
    w->clock().schedule_message(due, caf::actor_cast<caf::strong_actor_ptr>(to[i % receivers]),
                                caf::make_mailbox_element(nullptr, caf::make_message_id(), {},
                                                          due.time_since_epoch().count()));
  }
  await(done.get_future());
  CHECK(count.early == 0);
  CHECK(count.delivered == messages);
  CHECK(w.scheduler().timeouts_waiting() == 0);
}

TEST_CASE("delayed messages to one actor arrive in the order of their times", "[clock]") {
  loops all(with_loops(2));
  std::promise<std::vector<int>> result;
  world w(all);
  struct listing final : hosted<untyped> {
    listing(caf::actor_config& config, std::promise<std::vector<int>>& r)
        : hosted(config), result(r) {}
    caf::behavior make_behavior() override {
      for (int n : {3, 1, 2}) delayed_send(this, std::chrono::milliseconds(5 * n), n);
      return {[this](int n) {
        got.push_back(n);
        if (got.size() == 3) result.set_value(got);
      }};
    }
    std::vector<int> got;
    std::promise<std::vector<int>>& result;
  };
  w->spawn<listing>(result);
  CHECK(await(result.get_future()) == std::vector{1, 2, 3});
}

TEST_CASE("after() fires when nothing comes, and a message puts it off", "[clock]") {
  loops all(with_loops(2));
  std::promise<int> result;
  world w(all);
  struct waiting final : hosted<untyped> {
    waiting(caf::actor_config& config, std::promise<int>& r) : hosted(config), result(r) {}
    caf::behavior make_behavior() override {
      send(this, 1);
      return {[this](int) {
                if (++messages < 100) send(this, 1);
              },
              caf::after(2ms) >>
                [this] {
                  result.set_value(messages);
                  quit();
                }};
    }
    int messages = 0;
    std::promise<int>& result;
  };
  w->spawn<waiting>(result);
  CHECK(await(result.get_future()) == 100);
  w->await_all_actors_done();
  CHECK(w.scheduler().timeouts_waiting() == 0);
}

/// Never answers.
struct silent final : hosted<untyped> {
  explicit silent(caf::actor_config& config) : hosted(config) {}
  caf::behavior make_behavior() override {
    return {[this](int) { return make_response_promise(); }};
  }
};
struct echoing final : hosted<untyped> {
  explicit echoing(caf::actor_config& config) : hosted(config) {}
  caf::behavior make_behavior() override {
    return {[](int n) { return n; }};
  }
};
struct patient final : untyped {
  explicit patient(caf::actor_config& config) : untyped(config) {}
  caf::behavior make_behavior() override {
    return {[](int) {}, caf::after(3600s) >> [] {}};
  }
};

/// Sends requests to an actor and counts what comes back.
struct asker final : pinned<untyped> {
  asker(caf::actor_config& config, caf::actor to, int count, caf::timespan limit,
        std::promise<std::pair<int, int>>& r)
      : pinned(config),
        whom(std::move(to)),
        left(count),
        answers_due(count),
        wait(limit),
        result(r) {}
  caf::behavior make_behavior() override {
    send(this, 0);
    return {[this](int) {
              if (left == 0) return;
              --left;
              request(whom, wait, 1)
                .then([this](int) { count(answered); },
                      [this](const caf::error& e) {
                        count(e == caf::sec::request_timeout ? timed_out : failed);
                      });
              send(this, 0);
            },
            [this](caf::unit_t) {
              result.set_value({answered, timed_out});
            }};
  }
  // By a message to itself: the timeout of an answer is cancelled when its handler has returned.
  void count(int& what) {
    ++what;
    if (answered + timed_out + failed == answers_due) send(this, caf::unit);
  }
  void on_exit() override { whom = nullptr; }
  caf::actor whom;
  int left;
  const int answers_due;
  const caf::timespan wait;
  int answered = 0, timed_out = 0, failed = 0;
  std::promise<std::pair<int, int>>& result;
};

TEST_CASE("an answered request leaves no timeout behind", "[clock]") {
  loops all(with_loops(2));
  std::promise<std::pair<int, int>> result;
  world w(all);
  auto to = w->spawn<echoing>();
  auto from = spawn_on<asker>(*w, all.at(0), to, 2'000, caf::timespan(1h), result).handle;
  CHECK(await(result.get_future()) == std::pair{2'000, 0});
  CHECK(w.scheduler().timeouts_waiting() == 0);
  caf::anon_send_exit(from, caf::exit_reason::user_shutdown);
}

TEST_CASE("a request that is not answered times out", "[clock]") {
  loops all(with_loops(2));
  std::promise<std::pair<int, int>> result;
  world w(all);
  auto to = w->spawn<silent>();
  auto from = spawn_on<asker>(*w, all.at(1), to, 100, caf::timespan(1ms), result).handle;
  CHECK(await(result.get_future()) == std::pair{0, 100});
  CHECK(w.scheduler().timeouts_waiting() == 0);
  caf::anon_send_exit(from, caf::exit_reason::user_shutdown);
  caf::anon_send_exit(to, caf::exit_reason::user_shutdown);
}

TEST_CASE("the end of an actor cancels all that waits for it", "[clock]") {
  loops all(with_loops(2));
  world w(all);
  auto to = w->spawn<silent>();
  std::promise<std::pair<int, int>> unused;
  std::vector<caf::actor> ending;
  for (int i = 0; i < 10; ++i) {
    ending.push_back(w->spawn<asker>(to, 10, caf::timespan(1h), unused));
    caf::delayed_anon_send(ending.back(), 1h, 1);
  }
  ending.push_back(w->spawn<patient>());
  CHECK(w.scheduler().timeouts_waiting() >= 10);
  for (auto& each : ending) caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
  caf::anon_send_exit(to, caf::exit_reason::user_shutdown);
  w->await_all_actors_done();
  // An actor is no longer counted as running just before its timeouts go.
  for (std::size_t i = 0; i < all.size(); ++i) run_at(all.at(i), [] {});
  CHECK(w.scheduler().timeouts_waiting() == 0);
}

TEST_CASE("an actor that only a delayed message refers to still gets it", "[clock]") {
  loops all(with_loops(2));
  std::promise<void> got;
  world w(all);
  struct forgotten final : hosted<untyped> {
    forgotten(caf::actor_config& config, std::promise<void>& p) : hosted(config), was_got(p) {}
    caf::behavior make_behavior() override {
      delayed_send(this, 3ms, 1);
      return {[this](int) { was_got.set_value(); }};
    }
    std::promise<void>& was_got;
  };
  w->spawn<forgotten>(got);
  await(got.get_future());
  w->await_all_actors_done(); // the last reference is gone
}

TEST_CASE("timeouts work for blocking actors and threads too", "[clock]") {
  loops all(with_loops(1));
  world w(all);
  auto to = w->spawn<silent>();
  caf::scoped_actor self{*w};
  bool timed_out = false;
  self->request(to, 2ms, 1)
    .receive([](int) {}, [&](const caf::error& e) { timed_out = e == caf::sec::request_timeout; });
  CHECK(timed_out);
  caf::anon_send_exit(to, caf::exit_reason::user_shutdown);
}

TEST_CASE("delayed messages move under virtual time", "[clock]") {
  still_time time;
  loops all(without_threads(time));
  int got = 0;
  {
    world w(all);
    struct counting final : hosted<untyped> {
      counting(caf::actor_config& config, int& n) : hosted(config), count(n) {}
      caf::behavior make_behavior() override {
        delayed_send(this, 1h, 1);
        return {[this](int) {
          ++count;
          quit();
        }};
      }
      int& count;
    };
    w->spawn<counting>(got);
    const auto settle = [&] {
      while (all.at(0).drive()) {
      }
    };
    settle();
    time.advance(1h - 1ns);
    settle();
    CHECK(got == 0);
    time.advance(1ns);
    settle();
    CHECK(got == 1);
  }
}

} // namespace
} // namespace carrick::test
