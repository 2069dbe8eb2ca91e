#include <carrick/sim/network/network.hpp>

#include <carrick/sim/network/fabric.hpp>
#include <carrick/sim/network/host_transport.hpp>
#include <carrick/sim/network/route.hpp>

namespace carrick::sim {

network::network(world& in) : fabric_(std::make_shared<transit::fabric>(in)) {}
network::~network() { fabric_->stop(); }

std::shared_ptr<net::transport> network::transport_of(const std::string& host, bool integrity) {
  return transit::make_host_transport(fabric_, fabric_->host_named(host), integrity);
}

// How it is.

void network::set_path(const std::string& from, const std::string& to,
                       const path_options& options) {
  fabric_->set_path(fabric_->way(from, to), options);
}

void network::set_dials(const std::string& from, const std::string& to,
                        const dial_options& options) {
  fabric_->way(from, to).set(options);
}

void network::set_default_path(const path_options& options) { fabric_->default_path = options; }
void network::set_default_dials(const dial_options& options) { fabric_->default_dials = options; }

// What happens to it.

void network::silence(const std::string& from, const std::string& to) {
  fabric_->set_silent(fabric_->way(from, to), true);
}

void network::hear(const std::string& from, const std::string& to) {
  fabric_->set_silent(fabric_->way(from, to), false);
}

bool network::silent(const std::string& from, const std::string& to) const {
  return fabric_->way(from, to).silent();
}

void network::hear_all() { fabric_->hear_all(); }

std::size_t network::reset(const std::string& a, const std::string& b) {
  return fabric_->break_down(fabric_->host_named(a), fabric_->host_named(b));
}

std::size_t network::half_close(const std::string& from, const std::string& to) {
  return fabric_->half_close(fabric_->host_named(from), fabric_->host_named(to));
}

void network::kill(const std::string& host, death how) {
  fabric_->kill(fabric_->host_named(host), how == death::reset);
}

void network::stop_accepting(const std::string& host, duration length) {
  fabric_->stop_accepting(fabric_->host_named(host), length);
}

// What is.

std::size_t network::connections() const noexcept { return fabric_->connections(); }

std::size_t network::connections(const std::string& a, const std::string& b) const {
  return fabric_->connections(fabric_->host_named(a), fabric_->host_named(b));
}

std::uint64_t network::delivered_bytes() const noexcept { return fabric_->delivered_bytes(); }
std::uint64_t network::deliveries() const noexcept { return fabric_->deliveries(); }

} // namespace carrick::sim
