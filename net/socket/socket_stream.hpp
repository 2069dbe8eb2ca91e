#pragma once

#include <carrick/core/status.hpp>
#include <carrick/net/socket/asio_types.hpp>
#include <carrick/net/socket/handler_slot.hpp>
#include <carrick/net/socket/unique_fd.hpp>
#include <carrick/net/transport.hpp>

#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <cstddef>
#include <span>
#include <string>

namespace carrick::net {

class loop_services;

/// The part of a socket connection that waiting Asio handlers own: it stays behind, closed, until
/// the last of them has run, so that the connection itself can go at any time.
class socket_stream
    : public boost::intrusive_ref_counter<socket_stream, boost::thread_unsafe_counter> {
 public:
  /// `socket` is connected and non-blocking.
  socket_stream(loop_services& owner, unique_fd socket, std::string remote_address);

  void start(connection_events& events);
  std::size_t write(std::span<const byte_span> pieces);
  void pause_reading(bool paused);
  void half_close();
  void close();
  const std::string& remote_address() const noexcept { return remote_address_; }

 private:
  enum class read_outcome { full, partial, nothing, stopped };

  bool reading() const noexcept {
    return events_ != nullptr && !paused_ && !read_ended_ && socket_.is_open();
  }
  bool writing() const noexcept { return events_ != nullptr && !half_closed_ && broken_by_ == 0; }
  void wait_readable();
  void on_readable(const boost::system::error_code& error);
  read_outcome read_once();
  void end_of_input();
  bool far_enough_ahead() noexcept;
  void wait_writable();
  void on_writable(const boost::system::error_code& error);
  void break_later(int error);
  void report_break();
  void fail(int error);

  loop_services& owner_;
  descriptor socket_;
  const std::string remote_address_;
  connection_events* events_ = nullptr; // null before start() and once no event may follow
  handler_slot read_slot_;
  handler_slot write_slot_;
  std::size_t read_this_turn_ = 0;
  std::size_t given_ = 0; // to the kernel, and not sent yet as far as is known
  int broken_by_ = 0;     // an errno that is not reported yet
  bool started_ = false;
  bool paused_ = false;
  bool read_ended_ = false;
  bool read_waiting_ = false;
  bool half_closed_ = false;
  bool write_waiting_ = false;
  bool writable_wanted_ = false; // a write() took less than it was given
};

} // namespace carrick::net
