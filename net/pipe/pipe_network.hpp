#pragma once

#include <carrick/net/pipe/pipe_transport.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace carrick::net {

class pipe_acceptor;

/// Who listens at which name.
class pipe_network {
 public:
  explicit pipe_network(const pipe_options& options) : options_(options) {}
  pipe_network(const pipe_network&) = delete;
  pipe_network& operator=(const pipe_network&) = delete;

  /// Any thread: a connection to whoever listens at `name`, which is told of its end.
  result<std::unique_ptr<connection>> connect(loop_services& owner, const std::string& name);

  /// False if the name is taken.
  bool add(const std::string& name, std::shared_ptr<pipe_acceptor> acceptor);
  void remove(const std::string& name);

 private:
  const pipe_options options_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<pipe_acceptor>, std::less<>> acceptors_;
  std::uint64_t connections_ = 0; // so far; numbers them
};

} // namespace carrick::net
