#pragma once

#include <carrick/actors/sources/weak_self.hpp>
#include <carrick/core/bytes.hpp>
#include <carrick/core/result.hpp>
#include <carrick/net/socket/asio_types.hpp>

#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

namespace carrick {

/// What a program does. It may be destroyed inside of on_program_ended().
class program_events {
 public:
  virtual void on_program_output(byte_span bytes) = 0;
  virtual void on_program_errors(byte_span bytes) = 0;
  /// "exited with code 2", "was killed by signal 9"; last event, after all of its output.
  virtual void on_program_ended(const std::string& how) = 0;

 protected:
  ~program_events() = default;
};

/// A program that runs beside us: it reads nothing, what it prints comes as events on one loop. It
/// leads a process group of its own, and is killed when this process dies, or this is destroyed.
class program {
 public:
  /// Looks the program up in PATH. `not_found` if it cannot be started.
  static result<std::unique_ptr<program>> start(const std::vector<std::string>& command,
                                                boost::asio::io_context& io,
                                                program_events& events);
  ~program();
  program(const program&) = delete;
  program& operator=(const program&) = delete;

  pid_t pid() const noexcept { return pid_; }
  /// To it and what it has started.
  void send(int signal) const noexcept;

 private:
  program(pid_t pid, int out, int err, int end, boost::asio::io_context& io,
          program_events& events);

  using taker = void (program_events::*)(byte_span);

  void wait(net::descriptor& from, taker take);
  void read(net::descriptor& from, taker take);
  void wait_for_end();
  void look_at_end();

  const pid_t pid_;
  program_events& events_;
  net::descriptor out_, err_;
  net::descriptor end_; ///< a pidfd
  std::string how_;     ///< it ended; empty: it did not
  weak_self<program> self_{*this};
};

} // namespace carrick
