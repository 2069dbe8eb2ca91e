#pragma once

#include <carrick/core/result.hpp>
#include <carrick/core/time.hpp>
#include <carrick/net/socket/asio_types.hpp>

#include <ares.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace carrick::net {

/// Hears when c-ares has had its turn: what it called back with can be handed on then, outside of
/// it.
class ares_events {
 public:
  virtual void on_turn() = 0;

 protected:
  ~ares_events() = default;
};

/// A channel of c-ares whose sockets and times an io_context watches, until a limit. Used on the
/// thread that runs it. Waits own it, and it owns nobody: `events` outlive close().
class watched_channel : public std::enable_shared_from_this<watched_channel> {
 public:
  watched_channel(boost::asio::io_context& io, ares_events& events)
      : io_(io), events_(events), timer_(io), limit_timer_(io) {}

  /// Of servers "host:port", numeric, or those of the system. At the limit what is still asked is
  /// called back with ARES_ECANCELLED, or with the part of its answer that is there.
  status open(const std::vector<std::string>& servers, duration limit);
  /// For good. What is asked is called back, with ARES_EDESTRUCTION or the part of its answer that
  /// is there, and no event follows.
  void close();

  bool is_open() const noexcept { return channel_ != nullptr; }
  bool is_over() const noexcept { return is_over_; }
  /// Null unless it is open.
  ares_channel get() const noexcept { return channel_; }
  /// After c-ares was asked something: an event follows, not from inside.
  void asked();
  /// "10.0.0.53:53, [fd00::53]:53".
  std::string servers() const;

 private:
  /// A socket of c-ares, which also closes it.
  struct watched_socket {
    explicit watched_socket(boost::asio::io_context& io) : at(io) {}
    descriptor at;
    bool wants_read = false, wants_write = false;
    bool reads = false, writes = false; // a wait is under way
  };
  using socket_ptr = std::shared_ptr<watched_socket>;

  static void on_socket(void* self, ares_socket_t socket, int reads, int writes);
  void watch(ares_socket_t socket, bool reads, bool writes);
  void forget(ares_socket_t socket);
  void wait(const socket_ptr& socket);
  void wait(const socket_ptr& socket, bool reading);
  void process(ares_socket_t readable, ares_socket_t writable);
  void turn_is_over();
  void arm_timer();
  void on_limit();

  boost::asio::io_context& io_;
  ares_events& events_;
  ares_channel channel_ = nullptr;
  std::map<ares_socket_t, socket_ptr> sockets_;
  io_timer timer_;
  io_timer limit_timer_;
  bool was_asked_ = false; // an event is on its way
  bool is_closed_ = false;
  bool is_over_ = false;
};

} // namespace carrick::net
