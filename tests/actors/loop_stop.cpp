// The end of actor systems on shared loops.

#include <carrick/actors/hosted.hpp>
#include <carrick/actors/pinned.hpp>
#include <carrick/actors/roster.hpp>
#include <carrick/tests/support/loop_world.hpp>

#include <caf/actor_ostream.hpp>
#include <caf/actor_registry.hpp>
#include <caf/after.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <deque>
#include <latch>
#include <mutex>
#include <thread>
#include <vector>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;

/// Always busy, with timeouts and delayed messages pending.
struct restless final : hosted<untyped> {
  explicit restless(caf::actor_config& config) : hosted(config) {}
  caf::behavior make_behavior() override {
    delayed_send(this, 1h, 1);
    send(this, 1);
    return {[this](int n) { send(this, n); }, caf::after(3600s) >> [] {}};
  }
  const char* name() const override { return "restless"; }
};

struct resting final : pinned<untyped> {
  explicit resting(caf::actor_config& config) : pinned(config) {}
  caf::behavior make_behavior() override {
    delayed_send(this, 1h, 1);
    return {[](int) {}};
  }
  const char* name() const override { return "resting"; }
};

struct bare final : untyped {
  explicit bare(caf::actor_config& config) : untyped(config) {}
  caf::behavior make_behavior() override {
    delayed_send(this, 1h, 1);
    return {[](int) {}};
  }
};

void end_all(std::vector<caf::actor>& actors) {
  for (auto& each : actors) caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
  actors.clear();
}

TEST_CASE("a system without actors ends", "[stop]") {
  loops all(with_loops(2));
  for (int i = 0; i < 50; ++i) world w(all);
}

TEST_CASE("a hundred systems start and end on shared loops, beside a busy one", "[stop]") {
  loops all(with_loops(2));
  world lasting(all);
  auto busy = lasting->spawn<restless>();
  for (int i = 0; i < 100; ++i) {
    std::vector<caf::actor> actors;
    world w(all);
    for (std::size_t l = 0; l < all.size(); ++l) {
      actors.push_back(spawn_on<restless>(*w, all.at(l)).handle);
      actors.push_back(spawn_on<resting>(*w, all.at(l)).handle);
    }
    end_all(actors);
  }
  caf::anon_send_exit(busy, caf::exit_reason::user_shutdown);
}

TEST_CASE("an actor that only waits for a late message is named, and ends with its timeout",
          "[stop]") {
  loops all(with_loops(2));
  world w(all);
  w->spawn<resting>();
  while (running_actors(*w).known.empty()) run_at(all.at(0), [] {});
  CHECK(running_actors(*w).known[0].name == "resting");
  w->clock().cancel_all();
  w->await_all_actors_done();
}

TEST_CASE("fifty systems at a time share two loops and their threads", "[stop]") {
  loops all(with_loops(2));
  std::deque<world> worlds;
  std::vector<caf::actor> actors;
  for (int i = 0; i < 50; ++i) {
    world& w = worlds.emplace_back(all);
    for (std::size_t l = 0; l < all.size(); ++l)
      actors.push_back(spawn_on<restless>(*w, all.at(l)).handle);
    CHECK(w->detached_actors() == 0);
  }
  end_all(actors);
  while (!worlds.empty()) worlds.pop_front();
}

TEST_CASE("who keeps a system from ending is named", "[stop]") {
  loops all(with_loops(2));
  world w(all);
  CHECK(to_string(running_actors(*w)) == "no actor runs");
  auto one = spawn_on<resting>(*w, all.at(0)).handle;
  auto two = w->spawn<restless>();
  auto three = w->spawn<bare>();
  for (const auto& each : {one, two, three}) { // each has begun
    caf::scoped_actor self{*w};
    self->monitor(each);
    self->send(each, 1);
  }
  while (running_actors(*w).known.size() < 2) run_at(all.at(0), [] {});
  const auto report = running_actors(*w);
  CHECK(report.count == 3);
  REQUIRE(report.known.size() == 2);
  CHECK(to_string(report) ==
        "3 actors still run: resting (" + std::to_string(one.id()) + "), restless (" +
          std::to_string(two.id()) + ") and 1 without a name");
  for (const auto& each : {one, two, three})
    caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
  w->await_all_actors_done();
  CHECK(running_actors(*w).count == 0);
}

TEST_CASE("live handles of ended actors do not hold up a system", "[stop]") {
  loops all(with_loops(2));
  std::vector<caf::actor> handles;
  {
    world w(all);
    for (int i = 0; i < 10; ++i) handles.push_back(w->spawn<restless>());
    for (auto& each : handles) caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
    w->await_all_actors_done();
    handles.clear(); // a control block refers to its system
  }
}

TEST_CASE("threads may spawn actors, and the system ends while they live on", "[stop]") {
  loops all(with_loops(2));
  std::latch spawned(4), ended(1);
  std::vector<std::jthread> threads;
  {
    std::mutex mutex;
    std::vector<caf::actor> actors;
    world w(all);
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < 100; ++i) {
          auto one = w->spawn<restless>();
          const std::lock_guard guard(mutex);
          actors.push_back(std::move(one));
        }
        spawned.count_down();
        ended.wait();
      });
    spawned.wait();
    CHECK(actors.size() == 400);
    end_all(actors);
  }
  ended.count_down();
}

TEST_CASE("spawning on a loop does not tie the loop's thread to the system", "[stop]") {
  loops all(with_loops(2));
  for (int i = 0; i < 20; ++i) {
    world w(all);
    for (std::size_t l = 0; l < all.size(); ++l)
      run_at(all.at(l),
             [&] { caf::anon_send_exit(w->spawn<restless>(), caf::exit_reason::user_shutdown); });
  }
}

TEST_CASE("detached actors end with their system", "[stop]") {
  loops all(with_loops(1));
  for (int i = 0; i < 10; ++i) {
    world w(all);
    auto own_thread = w->spawn<bare, caf::detached>();
    caf::anon_send(own_thread, 1);
    caf::anon_send_exit(own_thread, caf::exit_reason::user_shutdown);
  }
}

/// Prints what it is given, and ends.
struct printing final : untyped {
  printing(caf::actor_config& config, std::vector<std::string> given)
      : untyped(config), texts(std::move(given)) {}
  caf::behavior make_behavior() override {
    for (const std::string& each : texts) caf::aout(this) << each;
    return {};
  }
  const std::vector<std::string> texts;
};

class printed {
 public:
  loop_scheduler_options options() {
    loop_scheduler_options result;
    result.print = [this](std::string_view line) {
      const std::lock_guard guard(mutex_);
      lines_.emplace_back(line);
    };
    return result;
  }
  std::vector<std::string> lines() {
    const std::lock_guard guard(mutex_);
    return lines_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> lines_;
};

TEST_CASE("what actors print comes line by line, without a thread for it", "[printer]") {
  loops all(with_loops(1));
  printed out;
  {
    world w(all, out.options());
    CHECK(w->detached_actors() == 0);
    w->spawn<printing>(std::vector<std::string>{"one\ntw", "o\n", "unfinished"});
  }
  CHECK(out.lines() == std::vector<std::string>{"one", "two", "unfinished"});
}

TEST_CASE("very long lines are cut", "[printer]") {
  loops all(with_loops(1));
  printed out;
  {
    world w(all, out.options());
    w->spawn<printing>(std::vector{std::string(40'000, 'x') + "\n"});
  }
  const auto lines = out.lines();
  REQUIRE(lines.size() == 3);
  for (const auto& each : lines) CHECK(each.size() <= line_printer::line_bytes_max);
}

TEST_CASE("an unexpected message is printed, not fatal", "[printer]") {
  loops all(with_loops(1));
  printed out;
  {
    world w(all, out.options());
    auto who = w->spawn<resting>();
    caf::anon_send(who, std::string("what?"));
    caf::anon_send_exit(who, caf::exit_reason::user_shutdown);
  }
  REQUIRE(out.lines().size() == 1);
  CHECK(out.lines()[0].find("unexpected message") != std::string::npos);
}

} // namespace
} // namespace carrick::test
