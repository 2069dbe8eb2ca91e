#pragma once

#include <carrick/core/result.hpp>
#include <carrick/membership/dns_answers.hpp>
#include <carrick/membership/update.hpp>

#include <functional>
#include <memory>
#include <string>

namespace carrick {

class loop;

/// Looks the members of one name up, once, with c-ares. On one loop; destroying it ends it, and
/// nothing follows.
class dns_lookup {
 public:
  /// Called once, never from inside the constructor; this may be destroyed inside.
  using taker = std::function<void(result<membership::update>)>;

  struct question {
    std::string name;   ///< with a port: addresses; without: SRV records
    std::string server; ///< "host:port", numeric; empty: those of the system
  };

  dns_lookup(loop& where, const question& what, taker take);
  ~dns_lookup();
  dns_lookup(const dns_lookup&) = delete;
  dns_lookup& operator=(const dns_lookup&) = delete;

 private:
  class impl;
  std::shared_ptr<impl> impl_;
};

} // namespace carrick
