#pragma once

#include <carrick/net/socket/asio_types.hpp>
#include <carrick/net/socket/handler_slot.hpp>
#include <carrick/net/socket/unique_fd.hpp>
#include <carrick/net/transport.hpp>

#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <memory>
#include <string>

namespace carrick::net {

class loop_services;
class socket_kind;

/// The accept loop of one listening socket, of any kind; the part of a listener that waiting Asio
/// handlers own.
class socket_acceptor
    : public boost::intrusive_ref_counter<socket_acceptor, boost::thread_unsafe_counter> {
 public:
  socket_acceptor(loop_services& owner, std::shared_ptr<const socket_kind> kind,
                  std::string address, accept_events& events);

  /// `socket` listens and is non-blocking. Returns an errno, or 0.
  int start(unique_fd socket);
  void close();
  const std::string& address() const noexcept { return address_; }

 private:
  void wait();
  void on_acceptable(const boost::system::error_code& error);
  bool accept_one();
  void pause(int error);
  void shed() noexcept;
  void keep_spare() noexcept;
  void on_pause_over(const boost::system::error_code& error);

  loop_services& owner_;
  const std::shared_ptr<const socket_kind> kind_;
  const std::string address_;
  accept_events* events_; // null once closed
  descriptor socket_;
  io_timer pause_timer_;
  handler_slot slot_;
  unique_fd spare_; // given up to take and drop a connection when descriptors are used up
};

} // namespace carrick::net
