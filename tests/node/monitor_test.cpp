#include "../support/kv_messages.hpp"
#include "../support/node_world.hpp"

#include <condition_variable>
#include <mutex>

namespace carrick::test {
namespace {

/// What a watching actor was told, for the test's thread.
class told {
 public:
  void add(const std::string& line) {
    std::lock_guard guard{mutex_};
    lines_.push_back(line);
    changed_.notify_all();
  }
  std::vector<std::string> wait_for(std::size_t count) {
    std::unique_lock guard{mutex_};
    changed_.wait_for(guard, 20s, [&] { return lines_.size() >= count; });
    return lines_;
  }
  std::vector<std::string> now() { return wait_for(0); }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
};

/// `mortal` ends as it is asked to; `watcher` monitors "NODE ACTOR" that it is asked for, lastingly
/// with a star behind it, or, asked by scan, no longer.
registry watching(const std::shared_ptr<told>& heard) {
  registry types;
  types.messages<kv::get, kv::scan>();
  types.add("test.mortal", [](actor_base* self) {
    return self->serve([=](const kv::get& q) {
      if (q.key == "quit") self->quit();
      if (q.key == "fail") self->quit(status{code::internal, "no disk"});
      return kv::value{q.key, true};
    });
  });
  types.add("test.watcher", [=](actor_base* self) {
    auto split = [](const std::string& what) {
      auto space = what.find(' ');
      return std::pair{what.substr(0, space), what.substr(space + 1)};
    };
    return self->serve(
      [=](const kv::get& q) {
        auto [node, actor] = split(q.key);
        bool lasting = actor.ends_with('*');
        if (lasting) actor.pop_back();
        self->monitor(self->find(node), actor, {.lasting = lasting});
        return kv::value{};
      },
      [=](const kv::scan& q) {
        auto [node, actor] = split(q.prefix);
        self->demonitor(self->find(node), actor);
        return kv::value{};
      },
      [=](const down_event& event) { heard->add(to_string(event)); },
      [=](const up_event& event) { heard->add(event.node.text() + "/" + event.actor + " is up"); });
  });
  return types;
}

class monitored_world {
 public:
  explicit monitored_world(restart_options restart = {}) : restart_(restart) {
    for (std::size_t i : {0, 1}) start(i);
    REQUIRE(world[0].wait_for_members(2, 10s).ok());
    client_ = std::make_unique<client>(world.options_of(0), types_);
  }
  ~monitored_world() {
    client_.reset();
    for (std::size_t i : {0, 1})
      if (running_[i]) stop(i);
  }

  void start(std::size_t i) {
    REQUIRE(
      world
        .start(i, types_,
               {{.name = "mortal", .type = "test.mortal", .options = nullptr, .restart = restart_},
                {.name = "watcher", .type = "test.watcher", .options = nullptr}})
        .ok());
    running_[i] = true;
  }
  void stop(std::size_t i) {
    running_[i] = false;
    CHECK(world.stop(i).ok());
  }
  /// The watcher of n1 does; whatever goes to n2 from there comes before what the client asks.
  void monitor(const std::string& what) {
    REQUIRE(client_->ask("n1/watcher", kv::get{what}).has_value());
  }
  void demonitor(const std::string& what) {
    REQUIRE(client_->ask("n1/watcher", kv::scan{what}).has_value());
  }
  void tell(const std::string& actor, const std::string& what) {
    REQUIRE(client_->ask(actor, kv::get{what}).has_value());
  }

  const std::shared_ptr<told> heard = std::make_shared<told>();
  node_world world{2};

 private:
  const registry types_ = watching(heard);
  const restart_options restart_;
  bool running_[2] = {false, false};
  std::unique_ptr<client> client_;
};

using lines = std::vector<std::string>;

} // namespace

TEST_CASE("an actor that is monitored ends, by its own will or not: one event each") {
  auto node = GENERATE("n1", "n2"); // the watcher's own, and another
  auto [how, text] = GENERATE(table<const char*, const char*>(
    {{"quit", "/mortal is down (ended)"}, {"fail", "/mortal is down (ended): internal: no disk"}}));
  monitored_world at;
  auto mortal = std::string{node} + "/mortal";
  at.monitor(std::string{node} + " mortal");
  at.monitor(std::string{node} + " mortal"); // the same one
  at.monitor(std::string{node} + " nobody"); // whose event says that the first watch stands
  REQUIRE(at.heard->wait_for(1).size() == 1);
  at.tell(mortal, how);
  CHECK(at.heard->wait_for(2) ==
        lines{std::string{node} +
                "/nobody is down (no_such_actor): not_found: no actor nobody of " + node,
              std::string{node} + text});
  at.monitor(std::string{node} + " mortal"); // which is gone
  CHECK(at.heard->wait_for(3).back().find("/mortal is down (no_such_actor)") != std::string::npos);
}

TEST_CASE("an actor that is started again has ended, and can be monitored again") {
  monitored_world at{{.after = restart_after::failure, .pause_min = 1ms}};
  for (std::size_t life = 1; life <= 3; ++life) {
    at.monitor("n2 mortal");
    at.monitor("n2 nobody");
    REQUIRE(at.heard->wait_for(2 * life - 1).size() == 2 * life - 1);
    at.tell("n2/mortal", "fail");
    REQUIRE(at.heard->wait_for(2 * life).size() == 2 * life);
    CHECK(at.heard->now().back() == "n2/mortal is down (ended): internal: no disk");
    client asker{at.world.options_of(0), watching(at.heard)};
    while (!asker.ask("n2/mortal", kv::get{"alive"})) std::this_thread::yield();
  }
}

TEST_CASE("an actor in its restart pause is no news until it is back") {
  monitored_world at{{.after = restart_after::failure, .pause_min = 300ms, .pause_max = 300ms}};
  at.monitor("n2 mortal");
  at.monitor("n2 nobody");
  at.heard->wait_for(1);
  at.tell("n2/mortal", "fail");
  REQUIRE(at.heard->wait_for(2).size() == 2);
  at.monitor("n2 mortal"); // in the pause, as the obvious handler does
  at.monitor("n2 nobody");
  at.heard->wait_for(3);
  CHECK(at.heard->now().back().find("nobody") != std::string::npos);
  client asker{at.world.options_of(0), watching(at.heard)};
  while (!asker.ask("n2/mortal", kv::get{"alive"})) std::this_thread::yield();
  CHECK(at.heard->now().size() == 3);
  at.tell("n2/mortal", "fail");
  CHECK(at.heard->wait_for(4).back() == "n2/mortal is down (ended): internal: no disk");
}

TEST_CASE("a lasting monitor tells of each end and of each return") {
  monitored_world at{{.after = restart_after::failure, .pause_min = 1ms}};
  at.monitor("n2 mortal*");
  CHECK(at.heard->wait_for(1) == lines{"n2/mortal is up"});
  for (std::size_t life = 1; life <= 3; ++life) {
    at.tell("n2/mortal", "fail");
    auto heard = at.heard->wait_for(1 + 2 * life);
    REQUIRE(heard.size() == 1 + 2 * life);
    CHECK(heard[2 * life - 1] == "n2/mortal is down (ended): internal: no disk");
    CHECK(heard[2 * life] == "n2/mortal is up");
  }
  at.stop(1);
  CHECK(at.heard->wait_for(8).back().starts_with("n2/mortal is down (ended): draining"));
  at.start(1);
  CHECK(at.heard->wait_for(9).back() == "n2/mortal is up");
}

TEST_CASE("what is no longer monitored is not told of") {
  monitored_world at;
  at.monitor("n2 mortal");
  at.demonitor("n2 mortal");
  at.monitor("n2 watcher");
  at.tell("n2/mortal", "quit");
  at.stop(1);
  CHECK(at.heard->wait_for(1) ==
        lines{"n2/watcher is down (ended): draining: the node of watcher of n2 stops"});
}

TEST_CASE("of a node that is no member, and of one that has left") {
  monitored_world at;
  at.monitor("n9 store");
  CHECK(at.heard->wait_for(1) == lines{"n9/store is down (removed): removed: n9 is no member"});
  at.stop(1);
  at.monitor("n2 mortal");
  CHECK(at.heard->wait_for(2).back() == "n2/mortal is down (ended): draining: n2 has left");
}

TEST_CASE("a node that stops while its actors monitor is not held up") {
  monitored_world at;
  at.monitor("n2 mortal");
  at.monitor("n2 nobody");
  at.heard->wait_for(1);
  auto begin = at.world[1].core().now();
  at.stop(0);
  CHECK(at.world[1].core().now() - begin < limits::goodbye_grace);
  CHECK(at.heard->now().size() == 1);
}

} // namespace carrick::test
