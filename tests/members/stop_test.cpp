#include "held_posts.hpp"
#include "member_drive.hpp"

#include <carrick/actors/loop.hpp>
#include <carrick/net/transport.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

namespace carrick::test {
namespace {

/// Takes connections and says nothing on them.
class mute_listener final : net::accept_events {
 public:
  void listen(net::transport& on, loop& home, const std::string& address) {
    auto listening = on.listen(home, address, *this);
    REQUIRE(listening.has_value());
    listener_ = std::move(*listening);
  }
  void close() {
    listener_.reset();
    accepted_.clear();
  }
  std::size_t accepted() const noexcept { return count_; }

 private:
  void on_accepted(std::unique_ptr<net::connection> accepted) override {
    accepted_.push_back(std::move(accepted));
    ++count_;
  }
  void on_accept_paused(const status&) override {}

  std::unique_ptr<net::listener> listener_;
  std::vector<std::unique_ptr<net::connection>> accepted_;
  std::atomic<std::size_t> count_ = 0;
};

} // namespace

TEST_CASE("stop with a blocked consumer: neither side is held up, and nothing is left") {
  auto on = each_transport();
  INFO(on);
  constexpr std::uint64_t posts = 50;
  auto drive = member_drive::make(on, 2);
  drive->options(1).link.post_window = 2'000;
  drive->start_all();
  auto blocked = drive->stalled(1);
  for (auto i : numbers(1, posts)) CHECK(drive->post_to_stalled(0, 1, i, 100).ok());
  REQUIRE(drive->until([&] { return blocked->taken() > 0; }));
  auto first = GENERATE(0u, 1u);
  drive->stop(first); // it is not ok if anything is left
  if (first == 1) CHECK(drive->row(0, 1).posts_unsent > 0);
  drive->stop(1 - first);
  CHECK(blocked->taken() < posts);
}

TEST_CASE("stop during connect: who answers nothing holds nobody up") {
  auto on = each_transport();
  INFO(on);
  auto drive = member_drive::make(on, 3);
  drive->options(0).members = drive->list({0, 1});
  drive->options(2).members = drive->list({2});
  drive->start(2);
  mute_listener mute; // in the place of n2
  drive->at_home(2, [&](node_core& core) {
    mute.listen(*core.options().transport, core.home(), drive->options(1).listen);
  });
  drive->start(0);
  REQUIRE(drive->until([&] { return mute.accepted() > 0; }));
  CHECK_FALSE(drive->linked(0, 1));
  drive->stop(0);
  drive->at_home(2, [&](node_core&) { mute.close(); });
  drive->stop(2);
}

TEST_CASE("stop while members are waited for: the wait ends") {
  auto on = GENERATE("pipe", "tcp"); // a simulated world has one thread
  INFO(on);
  auto drive = member_drive::make(on, 2);
  drive->start(0);
  std::atomic<carrick::code> verdict = code::ok;
  std::thread waits{[&] { verdict = (*drive)[0].wait_for_members(2, 60s).code(); }};
  drive->at_home(0, [](node_core&) {});
  (*drive)[0].begin_stop(5s);
  waits.join();
  CHECK(verdict == code::draining);
  CHECK(drive->set_members(0, {0}) == code::draining);
  drive->stop(0);
}

} // namespace carrick::test
