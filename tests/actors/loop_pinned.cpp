// Actors on loops: where they live, what an exception does, how they end.

#include <carrick/actors/hosted.hpp>
#include <carrick/actors/pinned.hpp>
#include <carrick/tests/support/loop_world.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <caf/actor.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/exit_reason.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <array>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>

namespace carrick::test {
namespace {

std::uint64_t index_here() { return loop::current() == nullptr ? 99 : loop::current()->index(); }

using asked = caf::typed_actor<caf::replies_to<int>::with<std::uint64_t>>;

/// Answers an int with the index of its loop, and "child" with a child's.
struct homebody final : pinned<untyped> {
  explicit homebody(caf::actor_config& config) : pinned(config) {}
  caf::behavior make_behavior() override {
    return {[](int) { return index_here(); },
            [this](const std::string&) { return caf::actor(spawn<homebody>()); }};
  }
};

struct counting_state {
  int calls = 0;
  const char* name = "counting";
};

// Functions with an argument: for those without, CAF binds a null reference, which UBSan reports.

caf::behavior count_pinned(caf::stateful_actor<counting_state, pinned<untyped>>* self, int first) {
  self->state.calls = first;
  return {[self](int) {
    ++self->state.calls;
    return index_here();
  }};
}

asked::behavior_type typed_pinned(pinned<asked::base>*, int) {
  return {[](int) { return index_here(); }};
}

caf::behavior tell_loop(untyped*, int) {
  return {[](int) { return index_here(); }};
}

template <class Handle>
std::uint64_t ask_where(caf::actor_system& system, const Handle& who) {
  caf::scoped_actor self{system};
  std::uint64_t index = 1'000;
  self->request(who, caf::infinite, 1)
    .receive([&](std::uint64_t answered) { index = answered; }, [](const caf::error&) {});
  return index;
}

/// Whether `who` is on loop `index` whoever wakes it.
template <class Handle>
bool stays_on(world& w, loops& all, const Handle& who, std::uint64_t index) {
  for (int i = 0; i < 20; ++i) {
    if (ask_where(*w, who) != index) return false;
    for (std::size_t from = 0; from < all.size(); ++from)
      run_at(all.at(from), [&] { caf::anon_send(who, 1); });
  }
  return true;
}

TEST_CASE("pinned actors stay on the loop on which they were spawned", "[pinned]") {
  loops all(with_loops(3));
  world w(all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHECK(stays_on(w, all, spawn_on<homebody>(*w, all.at(i)).handle, i));
    CHECK(stays_on(w, all, spawn_on(*w, all.at(i), count_pinned, 1), i));
    CHECK(stays_on(w, all, spawn_on(*w, all.at(i), typed_pinned, 1), i));
  }
}

TEST_CASE("spawn_on gives the object of which where() is known", "[pinned]") {
  loops all(with_loops(2));
  world w(all);
  auto [handle, actor] = spawn_on<homebody>(*w, all.at(1));
  CHECK(&actor->where() == &all.at(1));
  caf::anon_send_exit(handle, caf::exit_reason::user_shutdown);
}

TEST_CASE("a pinned actor's children inherit its loop, unless they are not pinned", "[pinned]") {
  loops all(with_loops(3));
  world w(all);
  auto parent = spawn_on<homebody>(*w, all.at(2)).handle;
  caf::actor child;
  {
    caf::scoped_actor self{*w};
    self->request(parent, caf::infinite, std::string("child"))
      .receive([&](const caf::actor& c) { child = c; }, [](const caf::error&) {});
  }
  CHECK(stays_on(w, all, child, 2));
  caf::anon_send_exit(parent, caf::exit_reason::user_shutdown);
  caf::anon_send_exit(child, caf::exit_reason::user_shutdown);
}

TEST_CASE("a pinned actor spawned by a thread begins and stays on one loop for links", "[pinned]") {
  loops_options options;
  options.links = 2;
  options.actors = 1;
  loops all(options);
  world w(all);
  for (int i = 0; i < 20; ++i) {
    struct noting final : pinned<untyped> {
      noting(caf::actor_config& config, std::promise<std::uint64_t>& first)
          : pinned(config), began(first) {}
      caf::behavior make_behavior() override {
        began.set_value(index_here());
        return {[](int) { return index_here(); }};
      }
      std::promise<std::uint64_t>& began;
    };
    std::promise<std::uint64_t> began;
    auto handle = w->spawn<noting>(began);
    const auto home = await(began.get_future());
    CHECK(home < 2);
    CHECK(stays_on(w, all, handle, home));
  }
}

TEST_CASE("unpinned actors live on loops for actors only", "[pinned]") {
  loops_options options;
  options.links = 1;
  options.actors = 2;
  loops all(options);
  world w(all);
  auto someone = w->spawn(tell_loop, 1);
  auto child_of_link_loop = spawn_on(*w, all.at(0), tell_loop, 1);
  for (int i = 0; i < 50; ++i) {
    run_at(all.at(0), [&] {
      caf::anon_send(someone, 1);
      caf::anon_send(child_of_link_loop, 1);
    });
    CHECK(ask_where(*w, someone) > 0);
    CHECK(ask_where(*w, child_of_link_loop) > 0);
  }
}

struct fragile : hosted<untyped> {
  explicit fragile(caf::actor_config& config) : hosted(config) {}
  caf::behavior make_behavior() override {
    return {[](int n) -> int {
              if (n < 0) throw std::invalid_argument("negative");
              return n;
            },
            [](const std::string&) { throw 7; }};
  }
};

struct apologetic final : fragile {
  using fragile::fragile;
  caf::error on_handler_exception(const status& why) override {
    return caf::make_error(caf::sec::invalid_argument, "sorry: " + why.message());
  }
};

template <class... Args>
caf::error ask_error(caf::actor_system& system, const caf::actor& who, const Args&... args) {
  caf::scoped_actor self{system};
  caf::error result;
  self->request(who, caf::infinite, args...)
    .receive([](int) {}, [&](const caf::error& e) { result = e; });
  return result;
}

TEST_CASE("an exception in a handler answers the request, and the actor lives on", "[pinned]") {
  loops all(with_loops(2));
  world w(all);
  auto who = w->spawn<fragile>();
  for (int i = 0; i < 3; ++i) {
    CHECK(ask_error(*w, who, -1) == caf::sec::runtime_error);
    CHECK(ask_error(*w, who, std::string()) == caf::sec::runtime_error);
    CHECK_FALSE(ask_error(*w, who, 1));
    caf::anon_send(who, -1);
  }
  auto polite = w->spawn<apologetic>();
  CHECK(ask_error(*w, polite, -1) == caf::sec::invalid_argument);
  CHECK(to_string(ask_error(*w, polite, -1)).find("sorry: negative") != std::string::npos);
}

/// A shell: reads a socket on its loop, and ends in the callback, as a link does when it is lost.
class reader final : public pinned<untyped> {
 public:
  explicit reader(caf::actor_config& config)
      : pinned(config), socket_(where().io()), acceptor_(where().io()) {}

  caf::behavior make_behavior() override {
    using boost::asio::ip::tcp;
    acceptor_ =
      tcp::acceptor(where().io(), tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    // The handler keeps no reference: on_exit() closes the socket before this goes.
    acceptor_.async_accept(socket_, [this](const boost::system::error_code& failed) {
      if (!failed) read();
    });
    return {[this](int) { return acceptor_.local_endpoint().port(); }};
  }

  void on_exit() override {
    acceptor_.close();
    socket_.close();
  }

 private:
  void read() {
    socket_.async_read_some(boost::asio::buffer(bytes_),
                            [this](const boost::system::error_code& failed, std::size_t) {
                              if (failed) return end(caf::exit_reason::remote_link_unreachable);
                              read();
                            });
  }

  std::array<char, 64> bytes_{};
  boost::asio::ip::tcp::socket socket_;
  boost::asio::ip::tcp::acceptor acceptor_;
};

TEST_CASE("an actor that ends in a socket's callback is down", "[pinned]") {
  using boost::asio::ip::tcp;
  loops all(with_loops(2));
  world w(all);
  for (int i = 0; i < 50; ++i) {
    auto [handle, actor] = spawn_on<reader>(*w, all.at(i % 2));
    caf::scoped_actor self{*w};
    self->monitor(handle);
    std::uint16_t port = 0;
    self->request(handle, caf::infinite, 1)
      .receive([&](std::uint16_t p) { port = p; }, [](const caf::error&) {});
    REQUIRE(port != 0);
    {
      boost::asio::io_context io;
      tcp::socket peer(io);
      peer.connect(tcp::endpoint(boost::asio::ip::address_v4::loopback(), port));
    }
    caf::error reason;
    self->receive([&](const caf::down_msg& down) { reason = down.reason; });
    CHECK(reason == caf::exit_reason::remote_link_unreachable);
  }
}

TEST_CASE("end() without a reason ends normally, and after what was sent before", "[pinned]") {
  loops all(with_loops(1));
  world w(all);
  struct adding final : pinned<untyped> {
    adding(caf::actor_config& config, int& into) : pinned(config), sum(into) {}
    caf::behavior make_behavior() override {
      return {[this](int n) { sum += n; }};
    }
    int& sum;
  };
  int sum = 0;
  auto [handle, actor] = spawn_on<adding>(*w, all.at(0), sum);
  caf::scoped_actor self{*w};
  self->monitor(handle);
  for (int i = 1; i <= 100; ++i) caf::anon_send(handle, i);
  actor->end();
  actor->end();
  caf::error reason = caf::exit_reason::kill;
  self->receive([&](const caf::down_msg& down) { reason = down.reason; });
  CHECK(reason == caf::exit_reason::normal);
  CHECK(sum == 5'050);
}

TEST_CASE("the exit of a linked actor for a normal reason ends nobody else", "[pinned]") {
  loops all(with_loops(1));
  world w(all);
  auto who = spawn_on<homebody>(*w, all.at(0)).handle;
  caf::anon_send_exit(who, caf::exit_reason::user_shutdown);
  auto other = w->spawn<fragile>();
  {
    caf::scoped_actor self{*w};
    self->link_to(other);
  } // ends for the reason "normal"
  CHECK_FALSE(ask_error(*w, other, 1));
}

} // namespace
} // namespace carrick::test
