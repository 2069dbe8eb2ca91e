#pragma once

#include <carrick/actors/loop.hpp>
#include <carrick/actors/sources/http_call.hpp>
#include <carrick/core/time.hpp>
#include <carrick/membership/etcd_calls.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace carrick {

/// Where and how the calls of a lane are made.
struct etcd_road {
  loop& where;
  net::transport& over;
  const std::vector<std::string>& endpoints;
  duration limit; ///< of a call
};

/// Makes the calls of one of etcd's machines, one at a time, and gives it what comes of them.
/// `Owner::go_on()` is called after each event.
template <class Machine, class Owner>
class etcd_lane final : public http_events {
 public:
  etcd_lane(etcd_road road, Machine rules, Owner& owner)
      : machine(std::move(rules)), road_(road), owner_(owner) {}

  /// Makes the call that is due, if there is one.
  void go_on(time_point now) {
    if (call_) return;
    auto next = machine.next_call(now);
    if (!next) return;
    const auto& endpoint = road_.endpoints[machine.endpoint() % road_.endpoints.size()];
    call_ = std::make_unique<http_call>(
      road_.where, road_.over,
      http_call::request{endpoint, next->path, next->body, road_.limit, next->streams}, *this);
  }
  /// Gives up the call that is under way.
  void hang_up() { call_.reset(); }

  Machine machine;

 private:
  void on_http_answer(unsigned status, std::string body) override {
    hang_up();
    machine.answered({status, std::move(body)}, road_.where.now());
    owner_.go_on();
  }
  void on_http_bytes(byte_span bytes) override {
    if constexpr (requires { machine.watching(); }) {
      machine.feed(bytes, road_.where.now());
      if (!machine.watching()) hang_up();
    }
    owner_.go_on();
  }
  void on_http_failed(const status& why) override {
    hang_up();
    machine.failed(why, road_.where.now());
    owner_.go_on();
  }

  etcd_road road_;
  Owner& owner_;
  std::unique_ptr<http_call> call_;
};

} // namespace carrick
