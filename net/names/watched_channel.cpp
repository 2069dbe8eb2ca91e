#include <carrick/net/names/watched_channel.hpp>

#include <carrick/core/host_port.hpp>

#include <boost/asio/post.hpp>

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace carrick::net {
namespace {

using std::chrono::milliseconds;

constexpr int tries = 4; // of each server: more than the limit leaves time for
constexpr milliseconds try_min{10};
constexpr milliseconds try_max{1000};
constexpr std::uint16_t dns_port = 53;  // that of a server without one
constexpr timeval longest_pause{60, 0}; // between two turns, when c-ares waits for nothing

/// How long a server is waited for, the first time; c-ares waits twice as long each time after
/// that. One that is silent leaves time for three others, or to be asked twice more.
int first_try_ms(duration limit) {
  const auto quarter = std::chrono::floor<milliseconds>(limit / 4);
  return static_cast<int>(std::clamp(quarter, try_min, try_max).count());
}

/// Once a process.
bool ares_is_ready() {
  static const bool ready = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS;
  return ready;
}

status no_channel(int error) {
  return fail(code::unreachable, std::string{"c-ares cannot begin: "} + ares_strerror(error));
}

status set_servers(ares_channel channel, const std::vector<std::string>& servers) {
  if (servers.empty()) return {};
  std::string list;
  for (const auto& each : servers) {
    auto read = host_port::parse(each);
    if (!read || !read->is_numeric())
      return fail(code::unreachable, each + " is no numeric address of a name server");
    if (!list.empty()) list += ',';
    list += read->text();
  }
  const int error = ares_set_servers_ports_csv(channel, list.c_str());
  return error == ARES_SUCCESS ? status{} : no_channel(error);
}

std::string text_of_server(const ares_addr_port_node& server) {
  std::array<char, INET6_ADDRSTRLEN> host{};
  inet_ntop(server.family, &server.addr, host.data(), host.size());
  const auto port = static_cast<std::uint16_t>(server.udp_port);
  return host_port{host.data(), port == 0 ? dns_port : port}.text();
}

} // namespace

status watched_channel::open(const std::vector<std::string>& servers, duration limit) {
  if (!ares_is_ready()) return no_channel(ARES_ENOTINITIALIZED);
  std::string files_first = "fb";
  ares_options options{};
  options.lookups = files_first.data();
  options.timeout = first_try_ms(limit);
  options.tries = tries;
  options.sock_state_cb = &watched_channel::on_socket;
  options.sock_state_cb_data = this;
  const int mask = ARES_OPT_LOOKUPS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
  if (const int error = ares_init_options(&channel_, &options, mask); error != ARES_SUCCESS) {
    channel_ = nullptr;
    return no_channel(error);
  }
  if (auto set = set_servers(channel_, servers); !set.ok()) {
    ares_destroy(std::exchange(channel_, nullptr));
    return set;
  }
  limit_timer_.expires_after(limit);
  limit_timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (!error) self->on_limit();
  });
  return {};
}

void watched_channel::close() {
  is_closed_ = true;
  timer_.cancel();
  limit_timer_.cancel();
  if (channel_ != nullptr) ares_destroy(std::exchange(channel_, nullptr));
}

std::string watched_channel::servers() const {
  ares_addr_port_node* list = nullptr;
  std::string out;
  if (channel_ == nullptr || ares_get_servers_ports(channel_, &list) != ARES_SUCCESS) return out;
  for (const auto* each = list; each != nullptr; each = each->next) {
    if (!out.empty()) out += ", ";
    out += text_of_server(*each);
  }
  ares_free_data(list);
  return out;
}

void watched_channel::asked() {
  if (std::exchange(was_asked_, true)) return;
  boost::asio::post(io_, [self = shared_from_this()] {
    self->was_asked_ = false;
    self->turn_is_over();
  });
}

// -- sockets --------------------------------------------------------------------------------------

void watched_channel::on_socket(void* self, ares_socket_t socket, int reads, int writes) {
  static_cast<watched_channel*>(self)->watch(socket, reads != 0, writes != 0);
}

/// Inside of c-ares: the waits begin after its turn.
void watched_channel::watch(ares_socket_t socket, bool reads, bool writes) {
  if (!reads && !writes) return forget(socket);
  auto& at = sockets_[socket];
  if (!at) {
    at = std::make_shared<watched_socket>(io_);
    boost::system::error_code ignored; // then the time limit decides
    at->at.assign(socket, ignored);
  }
  at->wants_read = reads;
  at->wants_write = writes;
}

/// c-ares closes it next.
void watched_channel::forget(ares_socket_t socket) {
  const auto known = sockets_.find(socket);
  if (known == sockets_.end()) return;
  if (auto& at = known->second->at; at.is_open()) (void)at.release();
  sockets_.erase(known);
}

void watched_channel::wait(const socket_ptr& socket) {
  if (!socket->at.is_open()) return;
  if (socket->wants_read && !std::exchange(socket->reads, true)) wait(socket, true);
  if (socket->wants_write && !std::exchange(socket->writes, true)) wait(socket, false);
}

void watched_channel::wait(const socket_ptr& socket, bool reading) {
  const auto what = reading ? descriptor::wait_read : descriptor::wait_write;
  socket->at.async_wait(
    what, [self = shared_from_this(), socket, reading](const boost::system::error_code& error) {
      (reading ? socket->reads : socket->writes) = false;
      if (error || !socket->at.is_open()) return;
      const auto ready = socket->at.native_handle();
      self->process(reading ? ready : ARES_SOCKET_BAD, reading ? ARES_SOCKET_BAD : ready);
    });
}

// -- turns ----------------------------------------------------------------------------------------

void watched_channel::process(ares_socket_t readable, ares_socket_t writable) {
  if (channel_ == nullptr) return;
  ares_process_fd(channel_, readable, writable);
  turn_is_over();
}

void watched_channel::turn_is_over() {
  const auto kept = shared_from_this();
  if (!is_closed_) events_.on_turn();
  if (channel_ == nullptr) return;
  for (auto& [number, socket] : sockets_) wait(socket);
  arm_timer();
}

void watched_channel::on_limit() {
  if (channel_ == nullptr) return;
  is_over_ = true;
  ares_cancel(channel_);
  turn_is_over();
}

void watched_channel::arm_timer() {
  timeval most = longest_pause;
  timeval room{};
  const auto* pause = ares_timeout(channel_, &most, &room);
  // c-ares counts in whole milliseconds, rounded down.
  timer_.expires_after(std::chrono::seconds{pause->tv_sec} +
                       std::chrono::microseconds{pause->tv_usec} + std::chrono::milliseconds{1});
  timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (!error) self->process(ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  });
}

} // namespace carrick::net
