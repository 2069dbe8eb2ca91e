#pragma once

#include <carrick/net/pipe/pipe_end.hpp>

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>

namespace carrick::net {

/// Two ends and what is under way between them. Lives as long as one of the two connections, or a
/// task of theirs, needs it.
class pipe : public std::enable_shared_from_this<pipe> {
 public:
  struct end_options {
    loop_services& owner;
    std::string remote_address;
  };

  pipe(std::size_t capacity_bytes, end_options dialer, end_options acceptor);
  pipe(const pipe&) = delete;
  pipe& operator=(const pipe&) = delete;

  std::unique_ptr<connection> dialer_connection();
  std::unique_ptr<connection> acceptor_connection();

 private:
  friend class pipe_end;

  const std::size_t capacity_bytes_;
  std::mutex mutex_;
  pipe_end dialer_;
  pipe_end acceptor_;
};

} // namespace carrick::net
