#include "../support/kv_messages.hpp"
#include "../support/node_world.hpp"

#include <carrick/actors/link_actor.hpp>

#include <atomic>
#include <csignal>
#include <functional>

#include <sys/wait.h>
#include <unistd.h>

namespace carrick::test {
namespace {

using kv::change;
using kv::pause;
using kv::watch;

constexpr int items_a_stream = 5;

/// Serves `watch`: what the prefix says decides how the stream ends.
behavior ending_source(actor_base* self) {
  return self->serve([](const watch& w, stream<change, pause> end) -> stream_callback<pause> {
    for (int i = 0; i < items_a_stream; ++i) static_cast<void>(end.send({std::to_string(i), ""}));
    if (w.prefix == "dropped") return {}; // nobody listens, so the last handle cancels
    if (w.prefix == "clean") end.close();
    if (w.prefix == "failed") end.close(fail(code::not_found, "no more"));
    return {.on_item = [end](const pause&) {}};
  });
}

/// Opens streams, each when the one before has ended, so many at once.
class reader {
 public:
  reader(actor_base* self, peer to, int streams, int at_once, std::promise<void>& done)
      : self_(self), to_(std::move(to)), left_(streams), open_(at_once), done_(done) {
    for (int i = 0; i < at_once; ++i) next();
  }

 private:
  void next() {
    if (left_ == 0) {
      if (--open_ == 0) done_.set_value();
      return;
    }
    static constexpr const char* ways[] = {"clean", "failed", "dropped", "cancelled", "let go"};
    const std::string way = ways[--left_ % 5];
    auto place = std::make_shared<stream<pause, change>>();
    *place = self_->open(to_, watch{way},
                         {.on_item =
                            [way, place](const change& c) {
                              if (way == "cancelled" && c.key == "1")
                                place->close(fail(code::cancelled, "enough"));
                              if (way == "let go" && c.key == "1")
                                place->close(fail(code::invalid_argument, "odd"));
                            },
                          .on_end =
                            [this, place](const status&) {
                              *place = {};
                              next();
                            }});
  }

  actor_base* self_;
  const peer to_;
  int left_;
  int open_;
  std::promise<void>& done_;
};

std::size_t held_streams(node& at, const std::string& peer) {
  auto to = at.find(id_of(peer));
  return call_on(at.core().home(), [&]() -> std::size_t {
    auto* link = to.record().dispatcher->link();
    return link == nullptr || link->machine() == nullptr ? 0 : link->machine()->held_streams();
  });
}

void check_that_none_is_held(node_world& world) {
  // What is owed is given back within the delay of acknowledgements.
  for (int i = 0; i < 1'000 && held_streams(world[0], "n2") + held_streams(world[1], "n1") > 0; ++i)
    static_cast<void>(ask_raw(world[0], "n2", {}, "", 50ms));
  CHECK(held_streams(world[0], "n2") == 0);
  CHECK(held_streams(world[1], "n1") == 0);
}

void open_streams(int streams, int at_once) {
  node_world world{2};
  std::promise<void> done;
  registry types = kv::messages();
  types.add("source", ending_source);
  types.add("reader", [&](actor_base* self) -> behavior {
    auto reads = std::make_shared<std::optional<reader>>();
    return self->serve([=, &done](const kv::get&) {
      reads->emplace(self, self->find("n2").at("s"), streams, at_once, done);
      return kv::value{};
    });
  });
  REQUIRE(world.start(0, types, {{"r", "reader"}}).ok());
  REQUIRE(world.start(1, types, {{"s", "source"}}).ok());
  REQUIRE(world[0].wait_for_members(2, 10s).ok());
  auto asker = world.client_of(types);
  REQUIRE(asker.ask("n1/r", kv::get{"begin"}).has_value());
  auto ended = done.get_future();
  REQUIRE(ended.wait_for(60s) == std::future_status::ready);
  check_that_none_is_held(world);
}

/// What the streams of clients have at their server: each has one of the tokens until its callbacks
/// are gone.
struct server_side {
  const std::shared_ptr<int> token = std::make_shared<int>();
  std::atomic<int> opened = 0, ended = 0;

  int held() const { return static_cast<int>(token.use_count()) - 1; }
};

/// Serves `watch` to the streams of a client that will be killed: what the prefix says decides in
/// which state they are then.
behavior server_of_doomed(actor_base* self, server_side& side) {
  return self->serve([&side](const watch& w, stream<change, pause> end) -> stream_callback<pause> {
    ++side.opened;
    // Together more than a link's window.
    const std::size_t bytes = w.prefix == "items under way" ? limits::KiB * 8 : 1;
    const int items = w.prefix == "silent" ? 0 : items_a_stream;
    const change item{std::string(bytes, 'x'), ""};
    for (int i = 0; i < items; ++i) static_cast<void>(end.send(item));
    if (w.prefix == "closed here") end.close();
    return {.on_item = [end, token = side.token](const pause&) {},
            .on_end = [&side, token = side.token](const status&) { ++side.ended; }};
  });
}

/// A client's whole life: opens so many streams, and leaves them in all states until it is killed.
[[noreturn]] void doomed_life(const std::string& address, int streams) {
  loops threads{{.loops = 1}};
  node_options options;
  options.id = id_of("doomed");
  options.cluster = "test";
  options.role = net::role::client;
  options.members = {{.node = id_of("n1"), .addresses = {address}}};
  registry types = kv::messages();
  types.add("opener", [streams](actor_base* self) -> behavior {
    static constexpr const char* states[] = {"silent", "items under way", "half closed",
                                             "closed here", "cancelled"};
    auto kept = std::make_shared<std::vector<stream<pause, change>>>();
    for (int i = 0; i < streams; ++i) {
      const std::string state = states[i % 5];
      auto end =
        self->open(self->find("n1").at("s"), watch{state},
                   {.on_item =
                      [kept, i, state](const change&) {
                        if (state != "cancelled") return;
                        (*kept)[static_cast<std::size_t>(i)].close(fail(code::cancelled, "enough"));
                      }},
                   {.wait_for_link = true});
      if (state == "half closed") end.half_close();
      kept->push_back(std::move(end));
    }
    return {[kept](caf::tick_atom) {}};
  });
  node n{options, types, threads};
  if (!n.start({{"o", "opener"}}).ok()) ::_exit(1);
  for (;;) ::pause();
}

/// Begins lives of clients in processes of their own. It is a process itself, from before the test
/// had threads, which a fork would not take along.
class cradle {
 public:
  cradle() {
    REQUIRE(::pipe(orders_) == 0);
    REQUIRE(::pipe(answers_) == 0);
    own_ = ::fork();
    REQUIRE(own_ >= 0);
    if (own_ == 0) serve();
    ::close(orders_[0]);
    ::close(answers_[1]);
  }
  ~cradle() {
    ::close(orders_[1]);
    ::close(answers_[0]);
    ::waitpid(own_, nullptr, 0);
  }

  pid_t begin(const std::string& address, int streams) {
    order what{.streams = streams};
    address.copy(what.address, sizeof what.address - 1);
    REQUIRE(::write(orders_[1], &what, sizeof what) == sizeof what);
    pid_t child = 0;
    REQUIRE(::read(answers_[0], &child, sizeof child) == sizeof child);
    return child;
  }
  /// Returns when nothing of it is left.
  void kill(pid_t child) {
    REQUIRE(::kill(child, SIGKILL) == 0);
    int how = 0;
    REQUIRE(::read(answers_[0], &how, sizeof how) == sizeof how);
    CHECK(WIFSIGNALED(how));
  }

 private:
  struct order {
    char address[64] = {};
    int streams = 0;
  };

  [[noreturn]] void serve() {
    ::close(orders_[1]);
    for (order what; ::read(orders_[0], &what, sizeof what) == sizeof what;) {
      auto child = ::fork();
      if (child == 0) doomed_life(what.address, what.streams);
      int how = 0;
      if (::write(answers_[1], &child, sizeof child) < 0) ::_exit(1);
      ::waitpid(child, &how, 0);
      if (::write(answers_[1], &how, sizeof how) < 0) ::_exit(1);
    }
    ::_exit(0);
  }

  int orders_[2], answers_[2];
  pid_t own_ = 0;
};

void kill_clients(int lives, int streams) {
  cradle clients;
  server_side side;
  loops threads{{.loops = 2}};
  node_options options;
  options.id = id_of("n1");
  options.cluster = "test";
  options.listen = "127.0.0.1:0";
  options.members = {{.node = id_of("n1")}};
  registry types = kv::messages();
  types.add("server", [&](actor_base* self) { return server_of_doomed(self, side); });
  node n{options, types, threads};
  REQUIRE(n.start({{"s", "server"}}).ok());
  for (int life = 1; life <= lives; ++life) {
    auto child = clients.begin(n.address(), streams);
    while (side.opened < life * streams) static_cast<void>(ask_raw(n, "n1", {}, "", 50ms));
    clients.kill(child);
  }
  for (int i = 0; i < 100'000 && side.held() > 0; ++i)
    static_cast<void>(ask_raw(n, "n1", {}, "", 50ms));
  CHECK(side.held() == 0);
  CHECK(side.ended == lives * streams);
  CHECK(n.stop(5s).ok());
}

} // namespace

TEST_CASE("streams give their place and their credit back, however they end: one after the other") {
  open_streams(20'000, 1);
}

TEST_CASE("streams give their place and their credit back, however they end: fifty at once") {
  open_streams(20'000, 50);
}

TEST_CASE("streams leave nothing behind when the actor that reads them is gone") {
  node_world world{2};
  registry types = kv::messages();
  types.add("source", ending_source);
  types.add("parent", [](actor_base* self) {
    return self->serve([self](const kv::get&, responder<kv::value> done) {
      self->spawn([to = self->find("n2").at("s"), done](actor_base* child) -> behavior {
        child->open(to, watch{"open"}, {.on_item = [child, done](const change&) {
                      done.reply({});
                      child->quit(); // with items in its mailbox
                    }});
        return {[](caf::tick_atom) {}};
      });
    });
  });
  REQUIRE(world.start(0, types, {{"p", "parent"}}).ok());
  REQUIRE(world.start(1, types, {{"s", "source"}}).ok());
  REQUIRE(world[0].wait_for_members(2, 10s).ok());
  auto asker = world.client_of(types);
  for (int i = 0; i < 5'000; ++i) REQUIRE(asker.ask("n1/p", kv::get{}).has_value());
  check_that_none_is_held(world);
}

TEST_CASE("the streams of clients that are killed end at the server, in whatever state: 20 000",
          "[process]") {
  kill_clients(5, 4'000);
}

TEST_CASE("the streams of clients that are killed end at the server, in whatever state: 100 000",
          "[large]") {
  kill_clients(25, 4'000);
}

TEST_CASE("a hundred thousand streams one after the other leave nothing behind", "[large]") {
  open_streams(100'000, 1);
}

} // namespace carrick::test
