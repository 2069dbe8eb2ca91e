#include <carrick/sim/process_transport.hpp>

namespace carrick::sim {

std::unique_ptr<net::dial_attempt> process_transport::dial(net::loop_services& owner,
                                                           std::string_view address, duration limit,
                                                           net::dial_events& events) {
  if (cut_) return std::make_unique<net::dial_attempt>(); // it ends with the process
  return host_->dial(owner, address, limit, events);
}

result<std::unique_ptr<net::listener>> process_transport::listen(net::loop_services& owner,
                                                                 std::string_view address,
                                                                 net::accept_events& events) {
  if (cut_) return fail(code::address_in_use, "the process is gone");
  return host_->listen(owner, address, events);
}

} // namespace carrick::sim
