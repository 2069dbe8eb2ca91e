#pragma once

#include <carrick/core/result.hpp>

#include <sys/types.h>

#include <string>
#include <vector>

namespace demo {

/// A cluster file for three nodes on free loopback ports.
struct cluster_file {
  std::string path;
  std::vector<std::string> nodes;     ///< "n1", ...
  std::vector<std::string> addresses; ///< in the same order
};
carrick::result<cluster_file> write_cluster_file(const std::string& folder);

/// A child process that writes its output to a file; killed when this object or process ends.
class process {
 public:
  static carrick::result<process> start(const std::vector<std::string>& command,
                                        const std::string& log_file);
  process(process&& other) noexcept;
  process& operator=(process&& other) noexcept;
  ~process();

  pid_t pid() const noexcept { return pid_; }
  /// SIGTERM, and SIGKILL if that does not end it within ten seconds.
  void stop();
  bool running();

 private:
  explicit process(pid_t pid) noexcept : pid_(pid) {}
  pid_t pid_ = 0;
};

/// The child of `parent` that has `argument` in its command line; 0 if there is none.
pid_t child_with(pid_t parent, const std::string& argument);

} // namespace demo
