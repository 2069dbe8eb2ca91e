#pragma once

#include <caf/actor.hpp>
#include <caf/monitorable_actor.hpp>

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace carrick {

/// Takes what actors print with caf::aout, a line at a time, without its newline. Called from any
/// thread, several at once; must not block for long.
using line_sink = std::function<void(std::string_view line)>;

/// One write to stderr a line.
void print_to_stderr(std::string_view line);

/// Stands in for CAF's printer, which would cost each system a thread: the line is put together and
/// printed on the thread of whoever prints. Redirecting to files is not supported, and ignored.
class line_printer final : public caf::monitorable_actor {
 public:
  /// Of a line, and of one actor; what is longer is cut into several lines.
  static constexpr std::size_t line_bytes_max = 16 * 1024;

  line_printer(caf::actor_config& config, line_sink sink);

  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* host) override;
  const char* name() const override { return "printer"; }

 private:
  void append(caf::actor_id who, std::string_view text);
  void flush(caf::actor_id who);

  const line_sink sink_;
  std::mutex mutex_;
  std::map<caf::actor_id, std::string> unfinished_; // bounded: an entry goes with its actor
};

} // namespace carrick
