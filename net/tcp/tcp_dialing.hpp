#pragma once

#include <carrick/core/host_port.hpp>
#include <carrick/core/time.hpp>
#include <carrick/net/names/name_lookup.hpp>
#include <carrick/net/socket/asio_types.hpp>
#include <carrick/net/socket/unique_fd.hpp>
#include <carrick/net/tcp/endpoint.hpp>
#include <carrick/net/transport.hpp>

#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carrick::net {

class loop_services;
class tcp_sockets;

/// One dial: look the name up, then try its addresses in turn, each with an equal share of the time
/// that is left. The part of a dial attempt that waiting Asio handlers own.
class tcp_dialing : public boost::intrusive_ref_counter<tcp_dialing, boost::thread_unsafe_counter> {
 public:
  tcp_dialing(loop_services& owner, std::shared_ptr<const tcp_sockets> sockets,
              dial_events& events);

  void start(std::string_view address, duration limit);
  /// No event follows.
  void cancel();

 private:
  void look_up(const host_port& address, duration limit);
  void on_looked_up(const result<std::vector<std::string>>& found, std::uint16_t port);
  void try_next();
  /// Whether its outcome is still to come.
  bool try_endpoint(const tcp_endpoint& endpoint);
  void wait_connected();
  void on_connected();
  void give_endpoint_up(const std::string& why);
  void arm(duration from_now);
  void on_time_over();
  void finish_later(status why);
  void finish(result<std::unique_ptr<connection>> outcome);

  loop_services& owner_;
  const std::shared_ptr<const tcp_sockets> sockets_;
  dial_events* events_;               // null once finished or cancelled
  std::optional<name_lookup> lookup_; // while it goes on
  io_timer timer_;
  descriptor socket_;
  std::uint64_t step_ = 0; // handlers of an earlier step do nothing

  std::vector<tcp_endpoint> endpoints_;
  std::size_t next_ = 0; // the one behind it is being tried
  duration share_{};     // of the endpoint that is being tried
  time_point deadline_{};
  std::string failures_; // of the endpoints so far
};

} // namespace carrick::net
