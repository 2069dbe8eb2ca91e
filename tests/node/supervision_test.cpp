#include "../support/kv_messages.hpp"
#include "../support/node_world.hpp"

#include <atomic>
#include <map>

namespace carrick::test {
namespace {

/// Ends as its key says; answers the number of its life.
registry mortals(std::shared_ptr<std::atomic<int>> lives) {
  registry types;
  types.messages<kv::get, kv::put, kv::scan>();
  types.add("test.mortal", [=](actor_base* self) -> behavior {
    auto life = ++*lives;
    return self->serve(
      [=](const kv::get& q) -> result<kv::value> {
        if (q.key == "quit") self->quit();
        if (q.key == "fail") self->quit(status{code::internal, "no disk"});
        if (q.key == "throw") throw std::runtime_error("no such luck");
        return kv::value{std::to_string(life), true};
      },
      [=](const kv::put&) {
        self->quit(status{code::internal, "a bad post"});
      },
      [](const kv::scan&, responder<kv::value>) {});
  });
  return types;
}

actor_options mortal(restart_options restart) {
  return {.name = "mortal", .type = "test.mortal", .options = nullptr, .restart = restart};
}

class log_lines final : public logger {
 public:
  void write(log_level level, std::string_view component, std::string_view text) override {
    std::lock_guard guard{mutex_};
    lines_ +=
      std::string{name_of(level)} + " " + std::string{component} + ": " + std::string{text} + "\n";
  }
  bool enabled(log_level level) const noexcept override { return level >= log_level::info; }
  bool has(const std::string& text) const {
    std::lock_guard guard{mutex_};
    return lines_.find(text) != std::string::npos;
  }

 private:
  mutable std::mutex mutex_;
  std::string lines_;
};

class one_mortal {
 public:
  explicit one_mortal(restart_options restart) {
    auto options = world_.options_of(0);
    options.log = &log;
    REQUIRE(world_.start(options, 0, types_, {mortal(restart)}).ok());
    client_ = std::make_unique<client>(world_.options_of(0), types_);
  }
  ~one_mortal() {
    client_.reset();
    CHECK(world_.stop(0).ok());
  }

  result<kv::value> ask(const std::string& key) { return client_->ask("n1/mortal", kv::get{key}); }
  /// Asks until it is served again.
  std::string ask_until_served() {
    for (int i = 0; i < 100'000; ++i) {
      auto got = ask("life");
      if (got) return got->data;
      CHECK((got.error() == code::no_handler || got.error() == code::ended));
    }
    return "never";
  }
  system_messages::actor_row row() {
    auto rows = client_->ask("n1", system_messages::actors{});
    REQUIRE(rows.has_value());
    REQUIRE(rows->actors.size() == 1);
    return rows->actors[0];
  }
  client& asker() { return *client_; }

  log_lines log;

 private:
  const std::shared_ptr<std::atomic<int>> lives_ = std::make_shared<std::atomic<int>>(0);
  const registry types_ = mortals(lives_);
  node_world world_{1};
  std::unique_ptr<client> client_;
};

} // namespace

TEST_CASE("an actor that fails is started again with a new state, and counted") {
  one_mortal node{{.after = restart_after::failure, .pause_min = 1ms}};
  CHECK(node.ask("life")->data == "1");
  CHECK(node.ask("fail")->data == "1");
  CHECK(node.ask_until_served() == "2");
  CHECK(node.ask("fail")->data == "2");
  CHECK(node.ask_until_served() == "3");
  CHECK(node.row().restarts == 2);
  CHECK(node.row().name == "mortal");
  CHECK(node.row().type == "test.mortal");
  CHECK(node.log.has("warn actor: mortal: has ended: internal: no disk; restart 1 in 1ms"));
  CHECK(node.log.has("info actor: mortal: is started again"));
}

TEST_CASE("an exception in a handler is no end, and nothing is started again for it") {
  one_mortal node{{.after = restart_after::any_end, .pause_min = 1ms}};
  CHECK(node.ask("throw").error() == code::internal);
  CHECK(node.ask("life")->data == "1");
  CHECK(node.row().restarts == 0);
}

TEST_CASE("an actor that ends by its own will stays down, unless it is to run always") {
  SECTION("on-failure") {
    one_mortal node{{.after = restart_after::failure, .pause_min = 1ms}};
    CHECK(node.ask("quit")->data == "1");
    CHECK(node.ask("life").error() == code::no_handler);
    CHECK(node.row().state == "ended");
    CHECK(node.log.has("info actor: mortal: has ended: by its own will"));
  }
  SECTION("always") {
    one_mortal node{{.after = restart_after::any_end, .pause_min = 1ms}};
    CHECK(node.ask("quit")->data == "1");
    CHECK(node.ask_until_served() == "2");
  }
}

TEST_CASE("by default an actor stays down, which is told, and requests to it fail at once") {
  one_mortal node{{}};
  CHECK(node.ask("fail")->data == "1");
  CHECK(node.ask("life").error() == code::no_handler);
  CHECK(node.row().state == "ended");
  CHECK(
    node.log.has("error actor: mortal: has ended: internal: no disk; it stays down: restart = "
                 "\"on-failure\" would start it again"));
}

TEST_CASE("in its pause requests to an actor fail at once, and it is shown as restarting") {
  one_mortal node{{.after = restart_after::failure, .pause_min = 1h, .pause_max = 1h}};
  CHECK(node.ask("fail")->data == "1");
  CHECK(node.ask("life").error() == code::no_handler);
  CHECK(node.row().state == "restarting");
  CHECK(node.row().restarts == 0);
}

TEST_CASE("a node is ready whatever other members do, and not while one of its actors is down") {
  SECTION("an actor waits for its restart") {
    one_mortal node{{.after = restart_after::failure, .pause_min = 1h, .pause_max = 1h}};
    CHECK(node.asker().ask("n1", system_messages::info{})->ready);
    CHECK(node.ask("fail").has_value());
    while (node.row().state != "restarting") std::this_thread::yield();
    CHECK_FALSE(node.asker().ask("n1", system_messages::info{})->ready);
  }
  SECTION("a member is not there") {
    node_world world{2};
    REQUIRE(world.start(0, kv::messages()).ok());
    auto asker = world.client_of(kv::messages());
    auto info = asker.ask("n1", system_messages::info{});
    REQUIRE(info.has_value());
    CHECK(info->ready);
    CHECK(info->members == 1);
    CHECK(info->links == 0);
  }
}

TEST_CASE("after so many restarts it stays down, and the log says how to allow more") {
  one_mortal node{
    {.after = restart_after::failure, .pause_min = 1ms, .pause_max = 1ms, .count = 2}};
  for (int life = 1; life <= 3; ++life) {
    CHECK(node.ask_until_served() == std::to_string(life));
    CHECK(node.ask("fail").has_value());
  }
  CHECK(node.ask("life").error() == code::no_handler);
  CHECK(node.row().state == "ended");
  CHECK(node.row().restarts == 2);
  CHECK(node.log.has(
    "error actor: mortal: has ended: internal: no disk; it stays down after 2 restarts "
    "within 1m: start the node again, or allow more (restart_limit"));
}

TEST_CASE("a failure of a restart counts as one more end") {
  registry types;
  auto lives = std::make_shared<std::atomic<int>>(0);
  types.messages<kv::get>();
  struct fragile : actor_base {
    explicit fragile(caf::actor_config& config, std::shared_ptr<std::atomic<int>> lives)
        : actor_base(config) {
      if (++*lives == 2) throw std::runtime_error("no memory");
    }
  };
  actor_type type;
  type.name = "test.fragile";
  type.spawn = [=](caf::actor_system& system, const actor_options& from) -> result<caf::actor> {
    auto config = detail::config_for(from);
    config.init_fun = caf::actor_config::init_fun_type{[=](caf::local_actor* base) -> behavior {
      auto* self = static_cast<fragile*>(base);
      if (*lives == 3) throw std::runtime_error("no luck");
      return self->serve([=](const kv::get& q) {
        if (q.key == "fail") self->quit(status{code::internal, "no disk"});
        return kv::value{std::to_string(*lives), true};
      });
    }};
    return caf::actor{system.spawn_class<fragile, caf::no_spawn_options>(config, lives)};
  };
  types.add(type);
  node_world world{1};
  log_lines log;
  auto options = world.options_of(0);
  options.log = &log;
  REQUIRE(world
            .start(options, 0, types,
                   {{.name = "mortal",
                     .type = "test.fragile",
                     .options = nullptr,
                     .restart = {.after = restart_after::failure, .pause_min = 1ms}}})
            .ok());
  auto client = world.client_of(types);
  CHECK(client.ask("n1/mortal", kv::get{"fail"})->data == "1");
  result<kv::value> got = status{code::no_handler};
  for (int i = 0; i < 100'000 && !got; ++i) got = client.ask("n1/mortal", kv::get{"a"});
  REQUIRE(got.has_value());
  CHECK(got->data == "4");
  CHECK(log.has("mortal (test.fragile) threw while it was made: no memory; restart 2 in 2ms"));
  CHECK(log.has("mortal (test.fragile) threw in its first turn: no luck; restart 3 in 4ms"));
  CHECK(world.stop(0).ok());
}

TEST_CASE("what waits in the mailbox of an actor that ends is answered, or counted as lost") {
  struct gates {
    std::promise<void> begun, open;
  };
  node_world world{1, {.links = 1, .actors = 1}}; // the gate holds no link
  auto at = std::make_shared<gates>();
  registry types;
  types.messages<kv::get, kv::put, kv::scan>();
  types.add("test.mortal", [=](actor_base* self) {
    return self->serve(
      [](const kv::get&) {
        return kv::value{"served", true};
      },
      [=](const kv::put&) {
        at->begun.set_value();
        at->open.get_future().wait();
        self->quit(status{code::internal, "a bad post"});
      });
  });
  log_lines log;
  auto options = world.options_of(0);
  options.log = &log;
  REQUIRE(world.start(options, 0, types, {mortal({})}).ok());
  auto client = world.client_of(types);
  for (int i = 0; i < 3; ++i) REQUIRE(client.post("n1/mortal", kv::put{"a", "b"}).ok());
  at->begun.get_future().wait();
  REQUIRE(client.flush("n1", 10s).ok()); // taken over
  auto waiting =
    std::async(std::launch::async, [&] { return client.ask("n1/mortal", kv::get{"a"}); });
  auto row = [&] { return client.ask("n1", system_messages::actors{})->actors.at(0); };
  while (row().mailbox < 4) std::this_thread::yield();
  at->open.set_value();
  CHECK(waiting.get().error() == code::ended);
  while (row().state != "ended") std::this_thread::yield();
  CHECK(row().lost == 3);
  CHECK(log.has("has ended: internal: a bad post; 3 messages in its mailbox are lost"));
  CHECK(world.stop(0).ok());
}

TEST_CASE("a node that stops starts nobody again") {
  node_world world{1};
  auto lives = std::make_shared<std::atomic<int>>(0);
  REQUIRE(world
            .start(0, mortals(lives),
                   {mortal({.after = restart_after::any_end, .pause_min = 1ms, .pause_max = 1ms})})
            .ok());
  CHECK(world.stop(0).ok());
  CHECK(*lives == 1);
}

} // namespace carrick::test
