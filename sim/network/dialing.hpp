#pragma once

#include <carrick/core/result.hpp>
#include <carrick/net/transport.hpp>
#include <carrick/sim/network/errand.hpp>
#include <carrick/sim/network/fwd.hpp>
#include <carrick/sim/world.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace carrick::sim::transit {

struct dialer_options {
  host& at;
  net::loop_services& owner;
  bool integrity;
  std::string address;
  duration limit;
};

/// A dial on its way: there, perhaps back, and to the dialer's turn. Who dials may have given up
/// before it is there; then who listens is given a connection that nobody is behind.
class dialing final : public errand, public std::enable_shared_from_this<dialing> {
 public:
  dialing(std::shared_ptr<fabric> in, dialer_options options, net::dial_events& events);

  std::uint64_t id() const noexcept { return id_; }
  void begin();
  /// It ends like this, whatever the network does.
  void fail_at_once(status why) { finish(std::move(why)); }
  void cancel();
  /// The host is dead: no event follows.
  void die() noexcept override;
  void on_free(const route& which);

  /// Somebody waits for it, and there is no connection yet.
  bool is_alone() const noexcept { return !is_given_up() && !connection_; }
  bool is_between(const host& a, const host& b) const noexcept;

 private:
  enum class place : unsigned char { nowhere, there, back };

  std::shared_ptr<void> whole() noexcept override { return shared_from_this(); }
  void turn() noexcept override;
  bool is_given_up() const noexcept { return events_ == nullptr || outcome_; }
  void draw_fate();
  void travel(place to, duration later);
  route& on() const noexcept { return place_ == place::there ? *there_ : *back_; }
  void arrive();
  void on_there();
  void on_back();
  void connect(listening& to);
  void on_limit();
  void finish(status why);
  void leave() noexcept;

  const std::shared_ptr<fabric> fabric_;
  const std::uint64_t id_;
  const dialer_options options_;
  net::dial_events* events_; // null once reported or given up
  route* there_ = nullptr;
  route* back_ = nullptr;
  place place_ = place::nowhere; // where it is under way to
  bool refused_ = false;
  duration late_there_{};
  duration late_back_{};
  std::unique_ptr<net::connection> connection_;
  std::optional<status> outcome_;
  method_event<dialing, &dialing::arrive> arrive_{*this};
  method_event<dialing, &dialing::on_limit> limit_{*this};
};

/// What its owner is given.
std::unique_ptr<net::dial_attempt> attempt_of(std::shared_ptr<dialing> which);

} // namespace carrick::sim::transit
