#pragma once

#include <carrick/core/result.hpp>
#include <carrick/core/time.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace carrick::net {

/// However long a dial may take: then the name servers count as silent.
inline constexpr duration name_lookup_max = std::chrono::seconds(10);

struct name_lookup_options {
  /// Of everything that is asked, from the first question on; a longer one is lowered to
  /// name_lookup_max. A server that is silent is asked again within it, or the next one is.
  duration limit = name_lookup_max;
  /// "host:port", numeric: asked in turn. Empty: those of /etc/resolv.conf, which is read for each
  /// lookup, so that a change of it is seen.
  std::vector<std::string> servers{};
  /// Addresses in the order in which this machine best dials them (RFC 6724), which costs a socket
  /// an address; else in any.
  bool best_first = true;
};

/// A record of a service (SRV).
struct service_record {
  std::string target;
  std::uint16_t port = 0;
  std::uint16_t priority = 0, weight = 0;
};

/// Asks what names stand for: /etc/hosts, then name servers, with the search list of
/// /etc/resolv.conf; "localhost" is 127.0.0.1. No thread waits for the answers, and no lookup for
/// another one.
///
/// Used and destroyed on the thread that runs `io`, within its own callbacks too; destroying it
/// cancels what is asked, and no callback follows. Callbacks come once a question, never from
/// inside the asking. What fails is `unreachable` and says "cannot look up NAME: " and why: there
/// is no such name, nobody answered within the limit, the server refuses, ...
class name_lookup {
 public:
  using addresses_taker = std::function<void(result<std::vector<std::string>>)>;
  using services_taker = std::function<void(result<std::vector<service_record>>)>;

  name_lookup(boost::asio::io_context& io, name_lookup_options options);
  ~name_lookup();
  name_lookup(const name_lookup&) = delete;
  name_lookup& operator=(const name_lookup&) = delete;

  /// IPv4 and IPv6, numeric, at least one: an IPv6 address that stands for an IPv4 one as that, and
  /// none twice. What has come in at the limit is the answer. A numeric host is its own.
  void ask_addresses(const std::string& host, addresses_taker take);
  /// At least one.
  void ask_services(const std::string& name, services_taker take);

 private:
  class impl;
  const std::shared_ptr<impl> impl_;
};

/// The addresses of a host, for threads that may block: at most for `options.limit`.
result<std::vector<std::string>> look_up_now(const std::string& host, name_lookup_options options);

} // namespace carrick::net
