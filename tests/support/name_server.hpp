#pragma once

#include <carrick/net/socket/unique_fd.hpp>

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace carrick::test {

/// A DNS server on loopback, over UDP and TCP, on a thread of its own. Names that it was not told
/// do not exist. Any thread.
class name_server {
 public:
  enum class record : std::uint16_t { a = 1, aaaa = 28, srv = 33 };

  struct service {
    std::string target;
    std::uint16_t port = 0;
  };

  name_server();
  ~name_server();
  name_server(const name_server&) = delete;
  name_server& operator=(const name_server&) = delete;

  /// "127.0.0.1:40112".
  const std::string& address() const noexcept { return address_; }

  /// `addresses` are numeric, IPv4 and IPv6; more than fit into a datagram are told over TCP.
  void add(const std::string& name, const std::vector<std::string>& addresses);
  void add_services(const std::string& name, const std::vector<service>& services);
  /// It is silent when asked for that, until release().
  void hold(const std::string& name);
  void hold(const std::string& name, record kind);
  /// Answers what was asked meanwhile.
  void release();
  /// It says that it cannot tell (SERVFAIL).
  void fail(const std::string& name);
  /// How many questions for it came over UDP, of all kinds.
  int asked(const std::string& name) const;

 private:
  struct question {
    std::string name;
    std::uint16_t kind = 0;
    std::string bytes;   ///< of the whole message
    std::size_t end = 0; ///< of the question in it
  };
  struct waiting {
    question what;
    std::string from; ///< a sockaddr
  };

  void run();
  void on_datagram();
  void on_connection();
  bool holds(const question& what) const;
  std::string answer(const question& what, std::size_t bytes_max) const;
  void reply(const waiting& to) const;
  static question parse(std::string bytes);

  net::unique_fd udp_;
  net::unique_fd tcp_;
  std::string address_;
  std::atomic<bool> stopping_{false};

  mutable std::mutex mutex_; // guards the rest
  std::map<std::string, std::map<std::uint16_t, std::vector<std::string>>> records_; // their data
  std::set<std::pair<std::string, std::uint16_t>> held_;
  std::set<std::string> failing_;
  std::map<std::string, int> asked_;
  std::vector<waiting> waiting_;

  std::thread thread_;
};

} // namespace carrick::test
