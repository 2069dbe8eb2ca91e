// The two ends of a connection on two threads.

#include "../support/test_loop.hpp"
#include "support.hpp"

#include <carrick/core/limits.hpp>

#include <future>

using namespace carrick;
using namespace carrick::test;
using namespace std::chrono_literals;

namespace {

/// A listener on one thread, dials on another.
class two_threads {
 public:
  explicit two_threads(const transport_case& which) : kind_(which), drive_(which.make()) {
    address_ = there_.call([this] {
      auto made = drive_->transport().listen(there_.loop(), kind_.listen_at, accepting_);
      if (made) listener_ = std::move(*made);
      return made ? listener_->address() : std::string{};
    });
    REQUIRE_FALSE(address_.empty());
  }
  ~two_threads() {
    there_.call([this] {
      listener_.reset();
      accepting_.accepted.clear();
    });
  }

  threaded_loop& here() noexcept { return here_; }
  threaded_loop& there() noexcept { return there_; }
  /// Belongs to the listening thread.
  acceptor& accepting() noexcept { return accepting_; }

  /// Connects `end`, which belongs to the dialing thread, and has it call `begin` there.
  bool connect(stream_end& end, const std::function<void()>& begin) {
    std::promise<bool> connected;
    dialer dialing;
    dialing.then_on_dialed = [&] {
      if (dialing.connection) {
        end.start(std::move(dialing.connection));
        begin();
      }
      connected.set_value(dialing.outcome->ok());
    };
    here_.call(
      [&] { dialing.attempt = drive_->transport().dial(here_.loop(), address_, 20s, dialing); });
    auto outcome = connected.get_future();
    const bool ok = outcome.wait_for(30s) == std::future_status::ready && outcome.get();
    here_.call([&] { dialing.attempt.reset(); });
    return ok;
  }

 private:
  const transport_case kind_;
  const std::unique_ptr<drive> drive_;
  threaded_loop here_;
  threaded_loop there_;
  acceptor accepting_;
  std::unique_ptr<net::listener> listener_;
  std::string address_;
};

transport_case tcp_or_pipe() {
  auto all = all_transports();
  return GENERATE_COPY(from_range(std::vector{all[0], all[2]}));
}

} // namespace

TEST_CASE("an echo across threads", "[transport][threads]") {
  const auto kind = tcp_or_pipe();
  CAPTURE(kind);
  constexpr std::uint64_t bytes = 4 * limits::MiB + 5;
  two_threads w{kind};
  w.there().call([&] { w.accepting().prepare = [](stream_end& each) { each.echo(); }; });
  stream_end end;
  std::promise<void> ended;
  end.then_on_end = [&] { ended.set_value(); };
  REQUIRE(w.connect(end, [&] { end.send(bytes, true); }));
  REQUIRE(ended.get_future().wait_for(60s) == std::future_status::ready);
  w.here().call([&] { end.destroy(); });
  CHECK(end.received == bytes);
  CHECK(end.intact);
  CHECK(end.ended_ok());
  CHECK_FALSE(end.broke_rules);
}

TEST_CASE("both ends close at the same time", "[transport][threads]") {
  const auto kind = tcp_or_pipe();
  CAPTURE(kind);
  two_threads w{kind};
  for (int round = 0; round < 100; ++round) {
    stream_end end;
    REQUIRE(w.connect(end, [&] { end.send(200'000); }));
    auto there = w.there().later([&] {
      for (auto& each : w.accepting().accepted) {
        each->send(1000);
        each->destroy();
      }
      w.accepting().accepted.clear();
    });
    auto here = w.here().later([&] {
      end.destroy();
      return end.broke_rules;
    });
    there.get();
    CHECK_FALSE(here.get());
  }
}

TEST_CASE("a listener goes while others dial", "[transport][threads]") {
  const auto kind = tcp_or_pipe();
  CAPTURE(kind);
  for (int round = 0; round < 20; ++round) {
    const auto made = kind.make();
    net::transport& transport = made->transport();
    threaded_loop here;
    threaded_loop there;
    acceptor accepting;
    std::unique_ptr<net::listener> listener;
    const std::string address = there.call([&] {
      listener = std::move(transport.listen(there.loop(), kind.listen_at, accepting).value());
      return listener->address();
    });
    std::vector<dialer> dialing(20);
    auto dialed = here.later([&] {
      for (dialer& each : dialing) {
        each.attempt = transport.dial(here.loop(), address, 5s, each);
      }
    });
    auto gone = there.later([&] { listener.reset(); });
    dialed.get();
    gone.get();
    here.call([&] { dialing.clear(); });
    there.call([&] { accepting.accepted.clear(); });
  }
}
