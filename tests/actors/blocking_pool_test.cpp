#include <carrick/actors/blocking_pool.hpp>

#include "../support/no_new_threads.hpp"

#include <catch2/catch.hpp>

#include <future>
#include <memory>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;

/// Work that says when it begins, and waits until it may end.
class held_work final : public blocking_work {
 public:
  struct gate {
    std::promise<void> begun, open, gone;
    std::shared_future<void> opened{open.get_future()};
  };

  held_work(gate& at, std::string whose) : gate_(at), whose_(std::move(whose)) {}
  ~held_work() override { gate_.gone.set_value(); }
  void run() noexcept override {
    gate_.begun.set_value();
    gate_.opened.wait();
  }
  const std::string& whose() const noexcept override { return whose_; }

 private:
  gate& gate_;
  const std::string whose_;
};

TEST_CASE("stop() names the work that still runs, and what ends later ends well") {
  held_work::gate gate;
  auto gone = gate.gone.get_future();
  blocking_pool pool;
  REQUIRE(pool.run(std::make_unique<held_work>(gate, "store (kv.store)")).ok());
  gate.begun.get_future().wait();
  CHECK(pool.running() == std::vector<std::string>{"store (kv.store)"});
  CHECK(pool.stop(0ms) == std::vector<std::string>{"store (kv.store)"});
  gate.open.set_value();
  gone.wait();
  CHECK(pool.stop(duration::max()).empty());
}

TEST_CASE("stop() waits for what runs") {
  held_work::gate gate;
  auto gone = gate.gone.get_future();
  blocking_pool pool;
  REQUIRE(pool.run(std::make_unique<held_work>(gate, "store")).ok());
  gate.begun.get_future().wait();
  auto stopped = std::async(std::launch::async, [&] { return pool.stop(60s); });
  gate.open.set_value();
  CHECK(stopped.get().empty());
  CHECK(gone.wait_for(0s) == std::future_status::ready);
}

TEST_CASE("what waits when the pool stops is dropped, and nothing new is taken") {
  std::vector<held_work::gate> gates(blocking_pool::running_max + 1);
  blocking_pool pool;
  for (auto& gate : gates) REQUIRE(pool.run(std::make_unique<held_work>(gate, "a")).ok());
  for (std::size_t i = 0; i < blocking_pool::running_max; ++i) gates[i].begun.get_future().wait();
  CHECK(pool.stop(0ms).size() == blocking_pool::running_max);
  CHECK(gates.back().gone.get_future().wait_for(0s) == std::future_status::ready);
  held_work::gate late;
  CHECK(pool.run(std::make_unique<held_work>(late, "b")) == code::draining);
  for (auto& gate : gates) gate.open.set_value();
  for (std::size_t i = 0; i < blocking_pool::running_max; ++i) gates[i].gone.get_future().wait();
}

TEST_CASE("more than 1024 waiting pieces of work are refused") {
  held_work::gate busy[blocking_pool::running_max];
  std::vector<held_work::gate> waiting(blocking_pool::waiting_max);
  held_work::gate one_more;
  blocking_pool pool;
  for (auto& gate : busy) REQUIRE(pool.run(std::make_unique<held_work>(gate, "busy")).ok());
  for (auto& gate : busy) gate.begun.get_future().wait();
  for (auto& gate : waiting) REQUIRE(pool.run(std::make_unique<held_work>(gate, "a")).ok());
  CHECK(pool.run(std::make_unique<held_work>(one_more, "b")) == code::overloaded);
  for (auto& gate : busy) gate.open.set_value();
  for (auto& gate : waiting) gate.open.set_value();
}

TEST_CASE("work for which there is no thread is refused, and never run") {
  held_work::gate first, second;
  auto gone = first.gone.get_future();
  auto begun = first.begun.get_future();
  blocking_pool pool;
  {
    no_new_threads none;
    auto refused = pool.run(std::make_unique<held_work>(first, "a"));
    CHECK(refused == code::overloaded);
    CHECK(refused.message().starts_with("no thread for blocking work: "));
  }
  CHECK(gone.wait_for(0s) == std::future_status::ready);
  REQUIRE(pool.run(std::make_unique<held_work>(second, "b")).ok());
  second.open.set_value();
  CHECK(pool.stop(60s).empty());
  CHECK(begun.wait_for(0s) != std::future_status::ready);
}

TEST_CASE("one thread does all of the work if there are no more") {
  held_work::gate first, second;
  blocking_pool pool;
  REQUIRE(pool.run(std::make_unique<held_work>(first, "a")).ok());
  first.begun.get_future().wait();
  {
    no_new_threads none;
    REQUIRE(pool.run(std::make_unique<held_work>(second, "b")).ok());
  }
  first.open.set_value();
  second.begun.get_future().wait();
  second.open.set_value();
  second.gone.get_future().wait();
}

} // namespace
} // namespace carrick::test
