#pragma once

#include <carrick/core/time.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace carrick {

/// Ends the sleep of a loop in its io_context at a time. A timer of the system that stays set while
/// later times are asked for: a loop that sleeps after each message has a new next deadline each
/// time, and setting a timer costs as much as handling the message, in a virtual machine more.
class alarm {
 public:
  /// Throws std::system_error if the system has no descriptor left.
  explicit alarm(boost::asio::io_context& io);

  /// It rings at `due`, or before: for an earlier time that was asked for before.
  void set(time_point due);

 private:
  void listen();

  boost::asio::posix::stream_descriptor timer_;
  time_point rings_at_ = never;
};

} // namespace carrick
