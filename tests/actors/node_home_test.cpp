#include "../support/fake_core.hpp"

#include <carrick/actors/by_actor_id.hpp>
#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/link_actor.hpp>
#include <carrick/actors/node_home.hpp>
#include <carrick/actors/raw_handler.hpp>
#include <carrick/net/wire.hpp>

#include <algorithm>
#include <optional>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;

constexpr endpoint held_handler{0, name_hash("test.held")};
constexpr endpoint slow_handler{0, name_hash("test.slow")};
constexpr endpoint brief_handler{0, name_hash("test.brief")};

/// Outlives the home, which owes it.
struct kept_verdict final : answer_sink {
  void on_answer(const answer& a) noexcept override {
    ++count;
    code = a.code;
  }
  int count = 0;
  carrick::code code = code::ok;
};

/// A home with its actors on a loop that the test drives, linked with itself.
class lone_home {
 public:
  explicit lone_home(const node_options& options = {}) : node({}, options) {
    node.at_home([this] {
      net::identity self{.node = node.options().id,
                         .incarnation = incarnation{1},
                         .cluster = "test",
                         .advertised = "n1"};
      home.emplace(node, node.home(), self);
      CHECK(home->set_up().ok());
      serve("test.held", [this](raw_request& r) { kept = r.defer(); });
      serve("test.slow", [this](raw_request& r) {
        node.take_time(500ms);
        r.reply({});
      });
      serve("test.brief", [this](raw_request& r) {
        node.take_time(10us);
        r.reply({});
        most_unwritten = std::max(most_unwritten, answering().machine()->output_bytes());
      });
    });
  }
  ~lone_home() {
    kept = {};
    if (!home->ended()) end();
    home.reset();
  }

  void link() {
    node.at_home([this] { home->begin_dialing(); });
  }
  void end() {
    node.at_home([this] { home->end_actors(); });
  }
  void ask(endpoint at, answer_sink& sink) {
    outgoing message;
    message.head.to = at;
    message.deadline = node.now() + 1h;
    home->request(*home->find(node.options().id), message, sink);
  }
  status post(std::size_t bytes) {
    outgoing message;
    message.head.to = held_handler;
    std::string body(bytes, 'x');
    message.body = as_bytes(body);
    return home->post(*home->find(node.options().id), message);
  }
  dispatcher& dispatch() { return *home->dispatcher_of(node.options().id); }
  link_actor& calling() { return *dispatch().link(); }
  /// The other end of the same link.
  link_actor& answering() {
    const auto& ends = home->established();
    return **std::find_if(ends.begin(), ends.end(), [&](auto* end) { return end != &calling(); });
  }

  fake_core node;
  std::optional<node_home> home;
  raw_responder kept;
  std::size_t most_unwritten = 0; // bytes of answers, behind any call of `brief`

 private:
  template <class F>
  void serve(const std::string& name, F f) {
    auto handler = std::make_shared<detail::raw_function_handler<F>>(name, std::move(f));
    CHECK(home->handlers().add({0, name_hash(name)}, std::move(handler)).ok());
  }
};

TEST_CASE("a call is cancelled when its link ends, not when the next one comes") {
  kept_verdict verdict;
  lone_home lone;
  lone.link();
  lone.node.at_home([&] { lone.ask(held_handler, verdict); });
  REQUIRE(lone.kept);
  CHECK_FALSE(lone.kept.cancelled());
  lone.node.at_home([&] { lone.calling().abort(code::internal, "for the test"); });
  lone.node.settle();
  CHECK(lone.kept.cancelled());
  CHECK(verdict.count == 1);
}

TEST_CASE("a link writes within a long batch of input, not only behind it") {
  constexpr int requests = 1'000;
  kept_verdict verdicts;
  lone_home lone;
  lone.link();
  lone.node.at_home([&] {
    for (int i = 0; i < requests; ++i) lone.ask(brief_handler, verdicts);
  });
  CHECK(verdicts.count == requests);
  CHECK(verdicts.code == code::ok);
  CHECK(lone.most_unwritten < requests / 4 * net::header_bytes);
}

TEST_CASE("with flush_every a link that has just written lets small messages wait for company") {
  node_options options;
  options.flush_every = 5ms;
  kept_verdict verdicts;
  lone_home lone{options};
  lone.link();
  lone.node.advance(100ms);
  auto ask_once = [&] { lone.node.at_home([&] { lone.ask(brief_handler, verdicts); }); };
  ask_once();
  CHECK(verdicts.count == 1); // nothing was written for long
  ask_once();
  ask_once();
  CHECK(verdicts.count == 1);
  lone.node.advance(6ms); // the requests
  lone.node.advance(6ms); // the answers
  CHECK(verdicts.count == 3);
  lone.node.at_home([&] {
    for (int i = 0; i < 10'000; ++i) lone.ask(brief_handler, verdicts);
  });
  CHECK(verdicts.count > 3); // there is company enough
}

TEST_CASE("a home that ends at once gives what is open its verdict, and takes nothing later") {
  kept_verdict open, late;
  lone_home lone;
  lone.link();
  lone.node.at_home([&] { lone.ask(held_handler, open); });
  REQUIRE(lone.kept);
  lone.node.at_home([&] {
    lone.home->end_actors();
    lone.ask(held_handler, late);
  });
  CHECK(open.count == 1);
  CHECK(open.code == code::link_lost);
  CHECK(late.count == 1);
  CHECK(late.code == code::draining);
}

TEST_CASE("after its end a home knows no dispatcher, whatever its peers were asked before") {
  kept_verdict late;
  lone_home lone;
  lone.link();
  lone.end();
  lone.node.at_home([&] { lone.ask(held_handler, late); });
  CHECK(late.code == code::draining);
  CHECK(lone.home->dispatcher_of(lone.node.options().id) == nullptr);
}

TEST_CASE("a post that is too large for its peer does not hold up those behind it") {
  node_options options;
  options.link.message_bytes = 1'000;
  lone_home lone{options};
  lone.node.at_home([&] {
    CHECK(lone.post(2'000).ok()); // no link yet: its limit is not known
    CHECK(lone.post(10).ok());
  });
  lone.link();
  lone.node.advance(100ms); // the acknowledgement waits for company
  auto account = lone.dispatch().account();
  CHECK(account.unsent == 0);
  CHECK(account.dropped == 1);
  CHECK(account.lost_by[code::too_large] == 1);
  CHECK(account.refused == 1); // by the receiver: nobody serves it
}

TEST_CASE("an inline handler that holds its loop is named, with the time") {
  kept_verdict one, several;
  lone_home lone;
  lone.link();
  lone.node.at_home([&] { lone.ask(slow_handler, one); });
  CHECK(one.count == 1);
  CHECK(lone.node.lines().has("the inline handler of test.slow held the loop for 500ms"));
}

TEST_CASE("several inline handlers of one batch are named together, the next one alone") {
  kept_verdict first, second, third;
  lone_home lone;
  lone.link();
  lone.node.at_home([&] {
    lone.ask(held_handler, first);
    lone.ask(slow_handler, second);
  });
  CHECK(
    lone.node.lines().has("inline handlers of 2 messages (test.held, test.slow) held the loop "
                          "for 500ms"));
  CHECK_FALSE(lone.node.lines().has("the inline handler of test.slow"));
  lone.node.at_home([&] {
    lone.ask(held_handler, third);
    lone.ask(slow_handler, second);
  });
  CHECK(lone.node.lines().has("the inline handler of test.slow held the loop for 500ms"));
}

TEST_CASE("links are kept in the order in which they were made") {
  lone_home lone;
  lone.link();
  std::vector<caf::actor_id> ids;
  for (const auto* link : lone.home->established()) ids.push_back(link->id());
  REQUIRE(ids.size() == 2);
  CHECK(ids[0] < ids[1]);
  const caf::abstract_actor* a = *lone.home->established().begin();
  const caf::abstract_actor* b = *lone.home->established().rbegin();
  CHECK(by_actor_id{}(a, b));
  CHECK_FALSE(by_actor_id{}(b, a));
}

} // namespace
} // namespace carrick::test
