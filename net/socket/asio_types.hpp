#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <chrono>

namespace carrick::net {

// With the executor's own type, where Asio's default would be a type-erased one.
using io_executor = boost::asio::io_context::executor_type;
using descriptor = boost::asio::posix::basic_stream_descriptor<io_executor>;
using io_timer = boost::asio::basic_waitable_timer<
  std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, io_executor>;

} // namespace carrick::net
