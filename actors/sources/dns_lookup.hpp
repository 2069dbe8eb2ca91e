#pragma once

#include <carrick/actors/sources/weak_self.hpp>
#include <carrick/core/host_port.hpp>
#include <carrick/core/result.hpp>
#include <carrick/membership/dns_answers.hpp>
#include <carrick/membership/update.hpp>
#include <carrick/net/names/name_lookup.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace carrick {

class loop;

/// Looks the members of one name up, once. On one loop; destroying it ends it, and nothing follows.
class dns_lookup {
 public:
  /// Called once, never from inside the constructor; this may be destroyed inside.
  using taker = std::function<void(result<membership::update>)>;

  struct question {
    std::string name;   ///< with a port: addresses; without: SRV records
    std::string server; ///< "host:port", numeric; empty: those of the system
  };

  dns_lookup(loop& where, const question& what, taker take);
  dns_lookup(const dns_lookup&) = delete;
  dns_lookup& operator=(const dns_lookup&) = delete;

 private:
  void ask_addresses(const host_port& of);
  void on_services(const result<std::vector<net::service_record>>& found);
  void on_target(membership::dns::service& which, std::vector<std::string> addresses);
  /// Which may destroy this.
  void finish(result<membership::update> outcome);

  taker take_;
  std::vector<membership::dns::service> services_;
  std::size_t unresolved_ = 0; ///< of them
  weak_self<dns_lookup> self_{*this};
  net::name_lookup lookup_;
};

} // namespace carrick
