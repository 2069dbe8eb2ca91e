#include "../support/kv_messages.hpp"
#include "../support/node_world.hpp"

#include <atomic>
#include <deque>
#include <thread>

// One link gives way to the others at the node. (At an actor: tests/actors/fair_inbox_test.cpp.)

namespace carrick::test {
namespace {

constexpr std::size_t flooded = 2'000;

/// Takes a while, some 100 us.
void work() {
  volatile std::uint64_t sum = 0;
  for (std::uint64_t i = 0; i < 50'000; ++i) sum = sum + i;
}
constexpr endpoint slow{0, name_hash("test.slow")};

/// Counts on the flooding node's loop; `all` when each request has its answer.
struct burst {
  std::size_t owed = flooded;
  std::size_t answered = 0;
  std::promise<std::size_t> all;
};

struct burst_sink final : answer_sink {
  explicit burst_sink(burst& f) : of(f) {}
  void on_answer(const answer& a) noexcept override {
    of.answered += a.code == code::ok;
    if (--of.owed == 0) of.all.set_value(of.answered);
  }
  burst& of;
};

} // namespace

TEST_CASE("what one link sends at once is handled in turns with what others send") {
  std::atomic<std::size_t> of_flood{0}, before_other{0};
  registry types = kv::messages();
  types.handle_raw("test.slow", [&] {
    return [&](raw_request& r) {
      work();
      if (as_text(r.body()) == "other")
        before_other = of_flood.load();
      else
        ++of_flood;
      r.reply(r.body());
    };
  });
  node_world w{3, {.loops = 1}};
  loops flooding{{.loops = 1}}, asking{{.loops = 1}};
  REQUIRE(w.start(0, types).ok());
  node flooder{w.options_of(1), kv::messages(), flooding};
  node other{w.options_of(2), kv::messages(), asking};
  REQUIRE(flooder.start().ok());
  REQUIRE(other.start().ok());
  REQUIRE(flooder.wait_for_members(3, 10s).ok());
  REQUIRE(other.wait_for_members(3, 10s).ok());

  burst f;
  std::deque<burst_sink> sinks;
  for (std::size_t i = 0; i < flooded; ++i) sinks.emplace_back(f);
  auto target = flooder.find(id_of("n1"));
  call_on(flooder.core().home(), [&] {
    for (auto& sink : sinks) {
      outgoing message;
      message.head.to = slow;
      message.body = as_bytes("flood");
      message.deadline = flooder.core().now() + 1min;
      flooder.core().request(target.record(), message, sink);
    }
  });
  while (of_flood == 0) std::this_thread::yield();
  CHECK(ask_raw(other, "n1", slow, "other", 1min).code == code::ok);
  CHECK(before_other < flooded);
  CHECK(f.all.get_future().get() == flooded);
  CHECK(of_flood == flooded);
  CHECK(other.stop(0s).ok());
  CHECK(flooder.stop(0s).ok());
  CHECK(w.stop(0).ok());
}

} // namespace carrick::test
