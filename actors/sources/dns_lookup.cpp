#include <carrick/actors/sources/dns_lookup.hpp>

#include <carrick/actors/loop.hpp>
#include <carrick/actors/loop_timer.hpp>
#include <carrick/core/ensure.hpp>
#include <carrick/core/host_port.hpp>
#include <carrick/net/socket/asio_types.hpp>

#include <ares.h>
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <fcntl.h>
#include <netdb.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace carrick {
namespace {

using namespace std::chrono_literals;
using membership::dns::service;

constexpr int try_ms = 1000;          // of one server, the first time
constexpr int tries = 2;              // of each
constexpr duration look_every = 50ms; // at the time limits of c-ares, in the worst case
constexpr std::size_t targets_max = 4096;

/// Once a process: c-ares has no other use for it than to be initialised.
bool library_is_ready() {
  static const bool ready = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS;
  return ready;
}

std::string text_of(const ares_addrinfo_node& node) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* address = nullptr;
  if (node.ai_family == AF_INET)
    address = &reinterpret_cast<const sockaddr_in*>(node.ai_addr)->sin_addr;
  else if (node.ai_family == AF_INET6)
    address = &reinterpret_cast<const sockaddr_in6*>(node.ai_addr)->sin6_addr;
  if (address == nullptr ||
      ares_inet_ntop(node.ai_family, address, text.data(), text.size()) == nullptr)
    return {};
  return text.data();
}

} // namespace

/// The part that c-ares' and Asio's callbacks own: it lives until the last of them is gone.
class dns_lookup::impl : public std::enable_shared_from_this<dns_lookup::impl> {
 public:
  impl(loop& where, question what, taker take)
      : where_(where), what_(std::move(what)), take_(std::move(take)), timer_(where, *this) {}

  void start() {
    // Not from inside the constructor of whoever owns this.
    timer_.arm(where_.now());
  }

  void cancel() {
    take_ = nullptr;
    timer_.cancel();
    if (channel_ != nullptr) ares_destroy(std::exchange(channel_, nullptr));
    sockets_.clear();
  }

 private:
  /// A socket of c-ares, of which Asio waits for a copy.
  struct watched {
    explicit watched(boost::asio::io_context& io) : copy(io) {}
    net::descriptor copy;
    bool reads = false, writes = false; ///< a wait is under way
    bool wants_read = false, wants_write = false;
  };

  void on_timer() {
    auto kept = shared_from_this();
    if (channel_ == nullptr) return begin();
    ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    settle();
  }

  void begin() {
    auto address = host_port::parse(what_.name);
    if (auto opened = open(); !opened.ok()) return finish(opened);
    if (what_.name.find(':') == what_.name.npos) {
      ares_query(channel_, what_.name.c_str(), ns_c_in, ns_t_srv, &impl::on_srv, this);
    } else if (address) {
      port_ = address->port;
      look_up(address->host, &impl::on_addresses, this);
    } else {
      return finish(fail(code::invalid_argument, to_string(address.error())));
    }
    settle();
  }

  status open() {
    if (!library_is_ready()) return fail(code::unreachable, "c-ares cannot begin");
    ares_options options{};
    options.timeout = try_ms;
    options.tries = tries;
    options.sock_state_cb = &impl::on_socket;
    options.sock_state_cb_data = this;
    int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
    if (int error = ares_init_options(&channel_, &options, mask); error != ARES_SUCCESS) {
      channel_ = nullptr;
      return fail(code::unreachable, std::string{"c-ares cannot begin: "} + ares_strerror(error));
    }
    if (what_.server.empty()) return {};
    auto server = host_port::parse(what_.server);
    if (server && ares_set_servers_ports_csv(channel_, server->text().c_str()) == ARES_SUCCESS)
      return {};
    return fail(code::unreachable, what_.server + " is no numeric address of a server");
  }

  void look_up(const std::string& host, ares_addrinfo_callback take, void* argument) {
    ares_addrinfo_hints hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = ARES_AI_NOSORT;
    ares_getaddrinfo(channel_, host.c_str(), nullptr, &hints, take, argument);
  }

  // -- answers ------------------------------------------------------------------------------------

  static void on_addresses(void* self, int error, int, ares_addrinfo* found) {
    auto& to = *static_cast<impl*>(self);
    auto addresses = taken(found);
    if (error == ARES_EDESTRUCTION) return;
    if (error != ARES_SUCCESS || addresses.empty()) return to.no_answer(error);
    to.answer_ = membership::dns::members_of(std::move(addresses), to.port_);
  }

  static void on_srv(void* self, int error, int, unsigned char* bytes, int count) {
    auto& to = *static_cast<impl*>(self);
    if (error == ARES_EDESTRUCTION) return;
    ares_srv_reply* list = nullptr;
    if (error == ARES_SUCCESS) error = ares_parse_srv_reply(bytes, count, &list);
    if (error != ARES_SUCCESS) return to.no_answer(error);
    for (const auto* each = list; each != nullptr && to.services_.size() < targets_max;
         each = each->next)
      to.services_.push_back({each->host, each->port, each->priority, each->weight, {}});
    ares_free_data(list);
    if (to.services_.empty()) return to.no_answer(ARES_ENODATA);
    to.look_up_targets();
  }

  /// Of one target; its argument.
  struct target {
    impl* of;
    std::size_t service;
  };

  void look_up_targets() {
    targets_.reserve(services_.size());
    unresolved_ = services_.size();
    for (std::size_t i = 0; i < services_.size(); ++i) {
      targets_.push_back({this, i});
      look_up(services_[i].target, &impl::on_target, &targets_.back());
    }
  }

  static void on_target(void* argument, int error, int, ares_addrinfo* found) {
    auto& which = *static_cast<target*>(argument);
    auto& to = *which.of;
    auto addresses = taken(found);
    if (error == ARES_EDESTRUCTION) return;
    to.services_[which.service].addresses = std::move(addresses);
    if (--to.unresolved_ == 0) to.answer_ = membership::dns::members_of(std::move(to.services_));
  }

  static std::vector<std::string> taken(ares_addrinfo* found) {
    std::vector<std::string> out;
    if (found == nullptr) return out;
    for (const auto* node = found->nodes; node != nullptr; node = node->ai_next)
      if (auto text = text_of(*node); !text.empty()) out.push_back(std::move(text));
    ares_freeaddrinfo(found);
    return out;
  }

  void no_answer(int error) {
    answer_ = fail(code::unreachable, "looking up " + what_.name + ": " + ares_strerror(error));
  }

  // -- sockets and time ---------------------------------------------------------------------------

  static void on_socket(void* self, ares_socket_t socket, int reads, int writes) {
    static_cast<impl*>(self)->watch(socket, reads != 0, writes != 0);
  }

  void watch(ares_socket_t socket, bool reads, bool writes) {
    if (!reads && !writes) {
      sockets_.erase(socket);
      return;
    }
    auto& at = sockets_[socket];
    if (!at) {
      int copy = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
      if (copy < 0) return; // then its time limit decides
      at = std::make_shared<watched>(where_.io());
      at->copy.assign(copy);
    }
    at->wants_read = reads;
    at->wants_write = writes;
    wait(socket, at);
  }

  void wait(ares_socket_t socket, const std::shared_ptr<watched>& at) {
    if (at->wants_read && !std::exchange(at->reads, true)) wait(socket, at, true);
    if (at->wants_write && !std::exchange(at->writes, true)) wait(socket, at, false);
  }

  void wait(ares_socket_t socket, const std::shared_ptr<watched>& at, bool reading) {
    auto what = reading ? net::descriptor::wait_read : net::descriptor::wait_write;
    at->copy.async_wait(
      what,
      [self = shared_from_this(), at, socket, reading](const boost::system::error_code& error) {
        (reading ? at->reads : at->writes) = false;
        if (error || self->channel_ == nullptr) return;
        auto known = self->sockets_.find(socket);
        if (known == self->sockets_.end() || known->second != at) return;
        ares_process_fd(self->channel_, reading ? socket : ARES_SOCKET_BAD,
                        reading ? ARES_SOCKET_BAD : socket);
        self->settle();
      });
  }

  /// After c-ares has had its turn.
  void settle() {
    if (answer_) return finish(*std::exchange(answer_, std::nullopt));
    for (auto& [socket, at] : sockets_)
      if (at) wait(socket, at);
    timeval room{};
    timeval most{1, 0};
    const auto* wait_for = ares_timeout(channel_, &most, &room);
    auto pause =
      std::chrono::seconds{wait_for->tv_sec} + std::chrono::microseconds{wait_for->tv_usec};
    timer_.arm(where_.now() + std::max<duration>(pause, look_every));
  }

  void finish(result<membership::update> outcome) {
    auto take = std::exchange(take_, nullptr);
    cancel();
    if (take) take(std::move(outcome));
  }

  loop& where_;
  const question what_;
  taker take_;
  std::uint16_t port_ = 0;
  ares_channel channel_ = nullptr;
  std::map<ares_socket_t, std::shared_ptr<watched>> sockets_;
  std::vector<service> services_;
  std::vector<target> targets_;
  std::size_t unresolved_ = 0;
  std::optional<result<membership::update>> answer_;
  member_timer<impl, &impl::on_timer> timer_;
};

dns_lookup::dns_lookup(loop& where, const question& what, taker take)
    : impl_(std::make_shared<impl>(where, what, std::move(take))) {
  impl_->start();
}

dns_lookup::~dns_lookup() { impl_->cancel(); }

} // namespace carrick
