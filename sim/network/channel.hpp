#pragma once

#include <carrick/net/transport.hpp>
#include <carrick/sim/network/channel_end.hpp>
#include <carrick/sim/network/flow.hpp>
#include <carrick/sim/network/fwd.hpp>
#include <carrick/sim/network/happening.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace carrick::sim {
class world;
}

namespace carrick::sim::transit {

/// A connection: two ends and what is under way between them. The network keeps it until both ends
/// are over; longer, who owns an end or an errand of it.
class channel final : public std::enable_shared_from_this<channel> {
 public:
  channel(std::shared_ptr<fabric> in, std::uint64_t id, end_options dialer, end_options acceptor);
  ~channel();
  channel(const channel&) = delete;
  channel& operator=(const channel&) = delete;

  std::uint64_t id() const noexcept { return id_; }
  world& in() const noexcept;
  channel_end& dialer() noexcept { return dialer_; }
  channel_end& acceptor() noexcept { return acceptor_; }
  /// What the end's owner is given; called once an end.
  std::unique_ptr<net::connection> connection_of(channel_end& end);

  bool is_over() const noexcept { return !dialer_.is_open() && !acceptor_.is_open(); }
  bool is_between(const host& a, const host& b) const noexcept;
  /// Bits of it may be turned: both ends look for it.
  bool corruptible() const noexcept;

  /// Both ends learn at once that it is broken.
  void break_down();
  void half_close(const host& from);
  /// The end at that host is dead; with `reset` the other one is told.
  void kill(const host& at, bool reset);
  void on_blocked(const route& which) noexcept;
  void on_free(const route& which);
  void on_changed(const route& which);
  /// Nothing happens to it any more.
  void stop() noexcept;

  // For its parts.
  void on_end_over();
  void note(happening what, const channel_end& at, std::size_t bytes = 0);
  void note_delivery(const channel_end& at, std::size_t bytes);

 private:
  std::uint64_t number_of(const channel_end& end) const noexcept;

  const std::shared_ptr<fabric> fabric_;
  const std::uint64_t id_;
  channel_end dialer_;
  channel_end acceptor_;
  flow there_; // from the dialer to the acceptor
  flow back_;
};

} // namespace carrick::sim::transit
