#include "../support/allocation_meter.hpp"
#include "../support/fake_core.hpp"
#include "../support/kv_messages.hpp"
#include "../support/node_world.hpp"

#include <atomic>
#include <filesystem>
#include <functional>
#include <thread>

namespace carrick::test {
namespace {

registry load_registry() {
  registry types;
  types.messages<kv::get, kv::put>();
  types.handle_raw("test.echo", [] { return [](raw_request& r) { r.reply(r.body()); }; });
  types.add("test.store", [](actor_base* self) {
    self->subscribe_members();
    return self->serve(
      [](const kv::get& q) {
        return kv::value{q.key, true};
      },
      [](const kv::put&) {}, [](const member_event&) {});
  });
  return types;
}

std::size_t entries(const char* folder) {
  auto begin = std::filesystem::directory_iterator{folder};
  return static_cast<std::size_t>(std::distance(begin, std::filesystem::directory_iterator{}));
}

/// Requests that are sent anew for as long as they are answered.
class endless_load final : public answer_sink {
 public:
  endless_load(node& from, const std::string& to) : core_(from.core()), to_(from.find(id_of(to))) {
    run_on(core_.home(), [this] { send(); });
  }
  void wait() { ended_.get_future().get(); }

  void on_answer(const answer& a) noexcept override {
    if (a.code == code::ok) return send();
    ended_.set_value();
  }

 private:
  void send() {
    outgoing message;
    message.head.to = {0, name_hash("test.echo")};
    message.deadline = core_.now() + 5s;
    core_.request(to_.record(), message, *this);
  }

  node_core& core_;
  const peer to_;
  std::promise<void> ended_;
};

} // namespace

TEST_CASE("each of many actors costs as much to start and to stop as one of few") {
  // Of this thread: what it looks at, it copies.
  struct bytes_taken {
    std::size_t start = 0, stop = 0;
  };
  auto taken = [](std::size_t actors) {
    std::vector<actor_options> options;
    for (std::size_t i = 0; i < actors; ++i)
      options.push_back({"a" + std::to_string(i), "test.store", nullptr});
    node_world world{1};
    bytes_taken out;
    {
      allocation_meter meter;
      REQUIRE(world.start(0, load_registry(), std::move(options)).ok());
      out.start = meter.bytes();
    }
    allocation_meter meter;
    REQUIRE(world.stop(0).ok());
    out.stop = meter.bytes();
    return out;
  };
  auto few = taken(500), many = taken(2'000);
  CHECK(many.start < 6 * few.start);
  CHECK(many.stop < 6 * few.stop);
}

TEST_CASE("a node starts and stops a thousand times under load and leaves nothing", "[slow]") {
  node_world world{2};
  auto types = load_registry();
  REQUIRE(world.start(0, types, {{"store", "test.store", nullptr}}).ok());
  REQUIRE(world.start(1, types, {{"store", "test.store", nullptr}}).ok());
  REQUIRE(world.stop(1).ok());
  auto threads_before = entries("/proc/self/task");
  auto files_before = entries("/proc/self/fd");
  for (int i = 0; i < 1'000; ++i) {
    INFO("start " << i);
    REQUIRE(world.start(1, types, {{"store", "test.store", nullptr}}).ok());
    REQUIRE(world[1].wait_for_members(2, 10s).ok());
    endless_load one{world[1], "n1"}, other{world[1], "n1"};
    auto begin = world[0].core().now();
    REQUIRE(world.stop(1).ok());
    REQUIRE(world[0].core().now() - begin < 10s); // hung, not slow
    one.wait();
    other.wait();
  }
  CHECK(entries("/proc/self/task") == threads_before);
  CHECK(entries("/proc/self/fd") == files_before);
  CHECK(world.stop(0).ok());
}

TEST_CASE(
  "an actor that asks until the node has ended gets its verdicts, and the node waits for it") {
  struct end_of_actor {
    std::promise<void> gone;
    ~end_of_actor() { gone.set_value(); }
  };
  node_world world{1};
  auto last_task_ran = std::make_shared<std::atomic<bool>>(false);
  registry types;
  types.add("test.late", [=](actor_base* self) -> behavior {
    auto life = std::make_shared<end_of_actor>();
    auto gone = life->gone.get_future().share();
    auto ask = std::make_shared<std::function<void()>>();
    *ask = [=, again = std::weak_ptr{ask}] {
      self->ask(self->find(self->node()), system_messages::info{}).then([=](auto reply) {
        if (reply || reply.error().message().find("has stopped") == std::string::npos)
          return (*again.lock())();
        run_on(self->core().home(), [=] {
          gone.wait();
          for (int i = 0; i < 1'000; ++i) std::this_thread::yield();
          *last_task_ran = true;
        });
        self->quit();
      });
    };
    self->set_exit_handler([=](caf::exit_msg&) { static_cast<void>(life), (*ask)(); });
    return {[](caf::tick_atom) {}};
  });
  REQUIRE(world.start(0, types, {{"late", "test.late", nullptr}}).ok());
  CHECK(world.stop(0).ok());
  CHECK(*last_task_ran);
}

TEST_CASE("an actor that is spawned while the node ends is ended too") {
  node_world world{1};
  registry types;
  types.add("test.parent", [](actor_base* self) -> behavior {
    self->set_exit_handler([self](caf::exit_msg& why) {
      self->spawn([](actor_base* child) -> behavior {
        return {[keep = caf::actor{child->ctrl(), true}](caf::tick_atom) {}};
      });
      self->quit(why.reason);
    });
    return {[](caf::tick_atom) {}};
  });
  REQUIRE(world.start(0, types, {{"parent", "test.parent", nullptr}}).ok());
  CHECK(world.stop(0).ok());
}

TEST_CASE("blocking work that runs when the node stops is waited for, and named meanwhile") {
  struct gates {
    std::promise<void> begun, open;
  };
  node_world world{1};
  auto at = std::make_shared<gates>();
  auto ended = std::make_shared<std::atomic<bool>>(false);
  registry types;
  types.add("test.reader", [=](actor_base* self) -> behavior {
    self
      ->blocking([=] {
        at->begun.set_value();
        at->open.get_future().wait();
        *ended = true;
      })
      .then([](const status&) {});
    return {[](caf::tick_atom) {}};
  });
  REQUIRE(world.start(0, types, {{"reader", "test.reader", nullptr}}).ok());
  at->begun.get_future().wait();
  CHECK(world[0].what_holds_it_up().actors ==
        std::vector<std::string>{"reader (test.reader), blocking work"});
  CHECK(world[0].what_holds_it_up().step.empty());
  auto opener = std::async(std::launch::async, [&] {
    while (world[0].what_holds_it_up().step.find("1 piece of blocking work") == std::string::npos)
      std::this_thread::yield();
    at->open.set_value();
  });
  CHECK(world.stop(0).ok());
  CHECK(*ended);
}

TEST_CASE("a stop says what it waits for, and at its end what took how long") {
  kept_log log;
  node_world world{2};
  auto options = world.options_of(0);
  options.log = &log;
  REQUIRE(world.start(options, 0, load_registry(), {{"s", "test.store"}}).ok());
  REQUIRE(world.start(1, load_registry()).ok());
  REQUIRE(world[0].wait_for_members(2, 10s).ok());
  REQUIRE(world.stop(0).ok());
  CHECK(log.count("stopping: waits for 3 links") == 1);
  CHECK(log.count("stopped after ") == 1);
}

TEST_CASE("a stop within the grace time handles what is in a mailbox; then the end comes first") {
  node_world world{1};
  constexpr int messages = 200;
  auto handled = std::make_shared<std::atomic<int>>(0);
  registry types = kv::messages();
  types.add("test.slow", [=](actor_base* self) {
    return self->serve([=](const kv::put& p) {
      if (p.key == "endless") self->send(self, p);
      for (auto until = self->now() + 1ms; self->now() < until;) {
      }
      ++*handled;
    });
  });
  REQUIRE(world.start(0, types, {{"slow", "test.slow", nullptr}}).ok());
  auto poster = std::unique_ptr<client>{new client(world.client_of(types))};
  SECTION("there is time") {
    for (int i = 0; i < messages; ++i) REQUIRE(poster->post("n1/slow", kv::put{"k", ""}).ok());
    REQUIRE(poster->flush("n1", 10s).ok());
    CHECK(world[0].stop(1h).ok());
    CHECK(*handled == messages);
  }
  SECTION("there is none: the mailbox is never empty") {
    REQUIRE(poster->post("n1/slow", kv::put{"endless", ""}).ok());
    REQUIRE(poster->flush("n1", 10s).ok());
    CHECK(world[0].stop(0s).ok());
  }
}

// Leaks its node, on purpose.
TEST_CASE("a node ends though an actor of another node holds their loop, and says so", "[large]") {
  static auto* world = new node_world{2, {.loops = 1}};
  static std::promise<void> holds, lets_go;
  registry types = kv::messages();
  types.add("test.holder", [](actor_base* self) {
    return self->serve([](const kv::put&) {
      holds.set_value();
      lets_go.get_future().wait();
    });
  });
  REQUIRE(world->start(0, types, {{"holder", "test.holder", nullptr}}).ok());
  REQUIRE(world->start(1, types).ok());
  auto poster = std::unique_ptr<client>{new client(world->client_of(types))};
  REQUIRE(poster->post("n1/holder", kv::put{}).ok());
  holds.get_future().wait();
  auto stopped = (*world)[1].stop(0s);
  CHECK(stopped == code::deadline_exceeded);
  CHECK(stopped.message().find("a loop is held by a handler that does not return: none of this "
                               "node's actors") != std::string::npos);
  auto own = (*world)[0].stop(0s);
  CHECK(own == code::deadline_exceeded);
  CHECK(own.message().find("holder (test.holder), busy with kv.put") != std::string::npos);
  lets_go.set_value();
}

TEST_CASE("a node and a client keep their loops: whoever is last ends them") {
  auto network = net::make_pipe_network();
  auto threads = std::make_unique<loops>(loops_options{.loops = 2});
  node_options options;
  options.id = id_of("n1");
  options.cluster = "test";
  options.listen = "n1";
  options.transport = net::make_pipe_transport(network);
  options.members = {{.node = id_of("n1"), .addresses = {"n1"}}};
  node n{options, load_registry(), *threads};
  auto asker = std::make_unique<client>(options, load_registry(), *threads);
  REQUIRE(n.start({{"s", "test.store"}}).ok());
  std::weak_ptr<loop_group> alive = threads->group();
  threads.reset();
  CHECK(asker->ask("n1/s", kv::get{"k"}).has_value());
  asker.reset();
  CHECK(client{options, load_registry()}.ask("n1/s", kv::get{"k"}).has_value());
  CHECK(n.stop(5s).ok());
  CHECK_FALSE(alive.expired());
}

TEST_CASE("loops whose last share ends on one of them end by themselves") {
  std::promise<void> ended, alone;
  auto all_ended = ended.get_future();
  {
    auto threads = std::make_shared<loops>(loops_options{.loops = 2});
    run_on(threads->at(0), [threads, &ended, others = alone.get_future()]() mutable {
      others.wait();
      run_on(threads->at(1), [] {});
      run_on(threads->at(0), [&ended] { ended.set_value(); }); // behind the end, and still run
      threads.reset();
    });
  }
  alone.set_value();
  CHECK(all_ended.wait_for(60s) == std::future_status::ready);
}

TEST_CASE("a node that is started in a handler is refused, and can be destroyed there") {
  loops threads{{.loops = 1}};
  status told;
  call_on(threads.at(0), [&] {
    node n{node_options{.id = id_of("n1"), .listen = "n1"}, load_registry(), threads};
    told = n.start();
  });
  CHECK(told == code::invalid_argument);
}

TEST_CASE("member events: a snapshot, then what changes") {
  node_world world{2};
  auto events = std::make_shared<std::vector<std::string>>();
  auto mutex = std::make_shared<std::mutex>();
  auto reached = std::make_shared<std::promise<void>>();
  registry types;
  types.add("test.watcher", [=](actor_base* self) {
    self->subscribe_members();
    return self->serve([=](const member_event& e) {
      std::lock_guard guard{*mutex};
      events->push_back(std::string{name_of(e.what)} + " " + e.node.text());
      if (e.node.text() == "n2" && e.what == member_event::type::reachable) reached->set_value();
    });
  });
  REQUIRE(world.start(0, types, {{"watcher", "test.watcher", nullptr}}).ok());
  REQUIRE(world.start(1, types).ok());
  bool was_reached = reached->get_future().wait_for(10s) == std::future_status::ready;
  std::lock_guard guard{*mutex};
  CAPTURE(*events);
  REQUIRE(was_reached);
  REQUIRE(events->size() >= 3);
  CHECK((*events)[0] == "snapshot n1");
  CHECK((*events)[1] == "snapshot n2");
  CHECK(events->back() == "reachable n2");
}

TEST_CASE("an address in use, an unknown type and a plain listener beyond loopback are refused") {
  node_world world{2};
  REQUIRE(world.start(0, load_registry()).ok());
  auto same = world.options_of(1);
  same.advertise = same.listen;
  same.listen = "n1";
  CHECK(world.start(same, 1, load_registry()) == code::address_in_use);
  CHECK(world.start(1, load_registry(), {{"store", "test.stor", nullptr}}) == code::not_found);
  auto open = world.options_of(1);
  open.transport = net::make_tcp_transport();
  open.listen = "0.0.0.0:0";
  auto refused = world.start(open, 1, load_registry());
  CHECK(refused == code::refused);
  CHECK(refused.message().find("insecure_plaintext") != std::string::npos);
}

} // namespace carrick::test
