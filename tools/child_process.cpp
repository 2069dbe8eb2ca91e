#include <carrick/tools/child_process.hpp>

#include <carrick/tools/exhausted.hpp>
#include <carrick/tools/signals.hpp>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace carrick::tools {
namespace {

constexpr auto own_binary = "/proc/self/exe";
constexpr int exec_failed = 127;

struct pipe_ends {
  int read = -1, write = -1;
};

bool open_pipe(pipe_ends& ends) {
  std::array<int, 2> both{};
  if (::pipe2(both.data(), O_CLOEXEC) != 0) return false;
  ends = {both[0], both[1]};
  return true;
}

void close_both(const pipe_ends& ends) {
  if (ends.read >= 0) ::close(ends.read);
  if (ends.write >= 0) ::close(ends.write);
}

/// Between fork and exec: only what is safe there.
[[noreturn]] void become(char* const* arguments, int out, int err, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(exec_failed); // it died before that
  signals::give_back();
  int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  ::execv(own_binary, arguments);
  ::_exit(exec_failed);
}

status cannot(const std::string& what) {
  auto error = errno;
  if (auto limit = limit_reached(error))
    return fail(code::overloaded, "cannot " + what + ": " + *limit);
  return fail(code::internal, "cannot " + what + ": " + std::strerror(error));
}

process_end end_of(int state) {
  if (WIFSIGNALED(state)) return {.code = 0, .signal = WTERMSIG(state)};
  return {.code = WEXITSTATUS(state), .signal = 0};
}

} // namespace

std::string to_string(const process_end& end) {
  if (end.signal == 0) return "exited with code " + std::to_string(end.code);
  return "killed by signal " + std::to_string(end.signal) + " (" + ::strsignal(end.signal) + ")";
}

result<child_process> child_process::start(const std::vector<std::string>& arguments) {
  std::array<char, 4096> path{};
  auto length = ::readlink(own_binary, path.data(), path.size() - 1);
  if (length < 0) return cannot("find this program");
  std::vector<std::string> words{path.data()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);

  pipe_ends out, err;
  if (!open_pipe(out) || !open_pipe(err)) {
    close_both(out);
    return cannot("make a pipe");
  }
  auto parent = ::getpid();
  auto pid = ::fork();
  if (pid == 0) become(pointers.data(), out.write, err.write, parent);
  if (pid < 0) {
    auto why = cannot("start a process");
    close_both(out);
    close_both(err);
    return why;
  }
  ::close(out.write);
  ::close(err.write);
  for (int end : {out.read, err.read}) ::fcntl(end, F_SETFL, O_NONBLOCK);
  return child_process{pid, out.read, err.read};
}

child_process::child_process(child_process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      out_(std::exchange(other.out_, -1)),
      err_(std::exchange(other.err_, -1)),
      end_(other.end_) {}

child_process::~child_process() {
  if (pid_ < 0) return;
  if (!end_) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(out_);
  ::close(err_);
}

void child_process::send(int signal) const noexcept {
  if (!end_) ::kill(pid_, signal);
}

const std::optional<process_end>& child_process::look() {
  int state = 0;
  if (!end_ && ::waitpid(pid_, &state, WNOHANG) == pid_) end_ = end_of(state);
  return end_;
}

} // namespace carrick::tools
