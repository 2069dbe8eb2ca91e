// Run queues, the taking of work by idle loops, and fairness.

#include <carrick/actors/hosted.hpp>
#include <carrick/actors/pinned.hpp>
#include <carrick/tests/support/loop_world.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>

#include <atomic>
#include <latch>
#include <mutex>
#include <set>
#include <vector>

namespace carrick::test {
namespace {

caf::resumable* fake(std::uintptr_t n) { return reinterpret_cast<caf::resumable*>(n * 64); }
job fake_job(std::uintptr_t n) { return {fake(n), nullptr}; }

std::vector<std::uintptr_t> pop_all(run_queue& queue) {
  std::vector<std::uintptr_t> popped;
  for (job next; queue.pop(next);)
    popped.push_back(reinterpret_cast<std::uintptr_t>(next.what) / 64);
  return popped;
}

TEST_CASE("pinned and unpinned jobs have their turn alternately, each in order", "[queue]") {
  run_queue queue;
  CHECK(queue.empty());
  for (std::uintptr_t n : {1, 2, 3}) queue.push_pinned(fake_job(n));
  for (std::uintptr_t n : {11, 12}) queue.push_unpinned(fake_job(n));
  CHECK(pop_all(queue) == std::vector<std::uintptr_t>{11, 1, 12, 2, 3});
  CHECK(queue.empty());
}

TEST_CASE("a queue grows and wraps around", "[queue]") {
  job_ring ring;
  std::uintptr_t pushed = 0, popped = 0;
  for (int round = 0; round < 100; ++round) {
    for (int i = 0; i < round; ++i) ring.push(fake_job(++pushed));
    for (int i = 0; i < round - 2; ++i) REQUIRE(ring.pop().what == fake(++popped));
  }
  while (!ring.empty()) REQUIRE(ring.pop().what == fake(++popped));
  CHECK(pushed == popped);
}

TEST_CASE("jobs from outside are seen only when admitted", "[queue]") {
  run_queue queue;
  queue.push_pinned_from_outside(fake_job(1));
  CHECK_FALSE(queue.empty());
  CHECK(pop_all(queue).empty());
  queue.admit_from_outside();
  CHECK(pop_all(queue) == std::vector<std::uintptr_t>{1});
}

TEST_CASE("the older half is taken, pinned jobs never", "[queue]") {
  run_queue queue;
  queue.push_pinned(fake_job(1));
  for (std::uintptr_t n : {11, 12, 13, 14, 15}) queue.push_unpinned(fake_job(n));
  std::vector<job> taken;
  queue.take(taken, 64);
  REQUIRE(taken.size() == 3);
  CHECK(taken[0].what == fake(11));
  queue.take(taken, 1);
  CHECK(taken.size() == 4);
  CHECK(queue.unpinned() == 1);
  CHECK(pop_all(queue) == std::vector<std::uintptr_t>{15, 1});
}

/// Blocks its loop until all of its children, who wait on the same loop, have run elsewhere.
template <class Child>
struct blocking_parent final : pinned<untyped> {
  blocking_parent(caf::actor_config& config, int children, std::latch& l)
      : pinned(config), count(children), all_ran(l) {}
  caf::behavior make_behavior() override {
    return {[this](int) {
      for (int i = 0; i < count; ++i) spawn<Child>(all_ran);
      all_ran.wait();
    }};
  }
  const int count;
  std::latch& all_ran;
};

struct moving_child final : hosted<untyped> {
  moving_child(caf::actor_config& config, std::latch& l) : hosted(config), ran(l) {}
  caf::behavior make_behavior() override {
    ran.count_down();
    return {};
  }
  std::latch& ran;
};

void expect_children_taken(int children, int rounds, std::size_t loop_count) {
  loops all(with_loops(loop_count));
  world w(all);
  for (int i = 0; i < rounds; ++i) {
    std::latch done(children);
    auto& where = all.at(static_cast<std::size_t>(i) % all.size());
    auto parent = spawn_on<blocking_parent<moving_child>>(*w, where, children, done).handle;
    caf::anon_send(parent, 1);
    caf::anon_send_exit(parent, caf::exit_reason::user_shutdown);
    w->await_all_actors_done(); // no one refers to the latch any more
  }
}

TEST_CASE("an idle loop takes the work of one that is blocked", "[taking]") {
  expect_children_taken(10, 50, 2);
}

TEST_CASE("even a single job is taken from a loop that is blocked", "[taking]") {
  expect_children_taken(1, 50, 2);
}

TEST_CASE("among several idle loops work is found too", "[taking]") {
  expect_children_taken(1, 20, 4);
  expect_children_taken(20, 20, 4);
}

TEST_CASE("pinned work is not taken from a blocked loop", "[taking]") {
  loops all(with_loops(2));
  world w(all);
  std::latch release(1);
  std::atomic<bool> released{false};
  auto blocked = start_at(all.at(0), [&] { release.wait(); });
  struct noting final : pinned<untyped> {
    noting(caf::actor_config& config, std::atomic<bool>& r, std::promise<bool>& p)
        : pinned(config), released(r), after(p) {}
    caf::behavior make_behavior() override {
      after.set_value(released && where().on_this_thread());
      return {};
    }
    std::atomic<bool>& released;
    std::promise<bool>& after;
  };
  std::promise<bool> after;
  spawn_on<noting>(*w, all.at(0), released, after);
  for (int i = 0; i < 1'000; ++i) run_at(all.at(1), [] {}); // the idle loop looks again and again
  released = true;
  release.count_down();
  CHECK(await(after.get_future()));
  await(std::move(blocked));
}

TEST_CASE("loops for links alone take no work", "[taking]") {
  loops_options options;
  options.links = 1;
  options.actors = 1;
  loops all(options);
  world w(all);
  std::latch release(1), begun(1);
  auto blocked = start_at(all.at(1), [&] {
    begun.count_down();
    release.wait();
  });
  begun.wait();
  struct noting final : hosted<untyped> {
    noting(caf::actor_config& config, std::promise<std::uint64_t>& p) : hosted(config), where(p) {}
    caf::behavior make_behavior() override {
      where.set_value(loop::current()->index());
      return {};
    }
    std::promise<std::uint64_t>& where;
  };
  std::promise<std::uint64_t> where;
  w->spawn<noting>(where);
  for (int i = 0; i < 1'000; ++i) run_at(all.at(0), [] {});
  release.count_down();
  CHECK(await(where.get_future()) == 1);
  await(std::move(blocked));
}

TEST_CASE("work that keeps coming is shared without loss", "[taking]") {
  // Each actor passes a token around a ring of its own; all start on one loop.
  constexpr int rings = 16, members = 8, rounds = 500;
  loops all(with_loops(3));
  std::latch done(rings);
  world w(all);
  struct member final : hosted<untyped> {
    member(caf::actor_config& config, std::latch& d) : hosted(config), finished(d) {}
    caf::behavior make_behavior() override {
      return {[this](const caf::actor& next) { to = next; },
              [this](int hops) {
                if (hops > 0) return send(to, hops - 1);
                finished.count_down();
              }};
    }
    void on_exit() override { to = nullptr; }
    caf::actor to;
    std::latch& finished;
  };
  std::vector<caf::actor> everyone;
  for (int r = 0; r < rings; ++r) {
    std::vector<caf::actor> ring;
    for (int i = 0; i < members; ++i) ring.push_back(spawn_on<member>(*w, all.at(0), done).handle);
    for (int i = 0; i < members; ++i) caf::anon_send(ring[i], ring[(i + 1) % members]);
    caf::anon_send(ring[0], members * rounds);
    everyone.insert(everyone.end(), ring.begin(), ring.end());
  }
  done.wait();
  for (auto& each : everyone) caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
}

/// Sends to itself for ever.
template <template <class> class Kind>
struct busybody final : Kind<untyped> {
  explicit busybody(caf::actor_config& config) : Kind<untyped>(config) {}
  caf::behavior make_behavior() override {
    this->send(this, 1);
    return {[this](int n) { this->send(this, n); }};
  }
};

/// Callbacks of the io_context, one after the other, while actors keep the loop busy.
template <class Actor>
void expect_sockets_served() {
  loops all(with_loops(1));
  world w(all);
  std::vector<caf::actor> busy;
  for (int i = 0; i < 3; ++i) busy.push_back(spawn_on<Actor>(*w, all.at(0)).handle);
  for (int i = 0; i < 100; ++i) {
    std::promise<void> called;
    boost::asio::post(all.at(0).io(), [&] { called.set_value(); });
    await(called.get_future());
    run_at(all.at(0), [] {});
  }
  for (auto& each : busy) caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
}

TEST_CASE("actors that send to themselves do not starve sockets and tasks", "[fairness]") {
  expect_sockets_served<busybody<pinned>>();
  expect_sockets_served<busybody<hosted>>();
}

TEST_CASE("an actor that sends to itself does not starve its neighbours", "[fairness]") {
  loops all(with_loops(1));
  world w(all);
  std::vector<caf::actor> busy{spawn_on<busybody<pinned>>(*w, all.at(0)).handle,
                               spawn_on<busybody<hosted>>(*w, all.at(0)).handle};
  for (int i = 0; i < 100; ++i) {
    std::promise<void> ran;
    struct short_lived final : hosted<untyped> {
      short_lived(caf::actor_config& config, std::promise<void>& p) : hosted(config), begun(p) {}
      caf::behavior make_behavior() override {
        begun.set_value();
        return {};
      }
      std::promise<void>& begun;
    };
    w->spawn<short_lived>(ran);
    await(ran.get_future());
  }
  for (auto& each : busy) caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
}

TEST_CASE("a socket that is always ready does not starve actors and timers", "[fairness]") {
  loops all(with_loops(1));
  struct chain {
    void next() {
      boost::asio::post(where.io(), [this] {
        if (!ended) return next();
        done.set_value();
      });
    }
    loop& where;
    bool ended = false;
    std::promise<void> done;
  } always_ready{all.at(0), false, {}};
  always_ready.next();
  struct ringing final : loop_timer {
    explicit ringing(loop& l) : loop_timer(l) {}
    void on_timer() noexcept override { rang.set_value(); }
    std::promise<void> rang;
  } timer(all.at(0));
  run_at(all.at(0), [&] { timer.arm(all.at(0).now()); });
  await(timer.rang.get_future());
  run_at(all.at(0), [&] { always_ready.ended = true; });
  await(always_ready.done.get_future());
}

TEST_CASE("a slow turn is reported with the actor's name", "[fairness]") {
  loops all(with_loops(1));
  std::promise<std::string> name;
  loop_scheduler_options options;
  options.slow_after = duration::zero();
  options.on_slow_turn = [&, told = false](const slow_turn& what) mutable {
    if (what.name != "sluggard" || std::exchange(told, true)) return;
    name.set_value(std::string(what.name));
  };
  world w(all, options);
  struct sluggard final : hosted<untyped> {
    explicit sluggard(caf::actor_config& config) : hosted(config) {}
    caf::behavior make_behavior() override {
      return {[](int) {}};
    }
    const char* name() const override { return "sluggard"; }
  };
  auto slow = w->spawn<sluggard>();
  caf::anon_send(slow, 1);
  CHECK(await(name.get_future()) == "sluggard");
}

} // namespace
} // namespace carrick::test
