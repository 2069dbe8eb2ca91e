#include <carrick/actors/sources/program.hpp>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace carrick {
namespace {

constexpr int reads_max = 16; // of 16 KiB, before others have their turn

/// Two ends, closed unless taken.
class pipe_ends {
 public:
  pipe_ends() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) ends_ = {-1, -1};
  }
  ~pipe_ends() {
    for (int end : ends_)
      if (end >= 0) ::close(end);
  }
  explicit operator bool() const noexcept { return ends_[0] >= 0; }
  int write_end() const noexcept { return ends_[1]; }
  void close_write_end() noexcept { ::close(std::exchange(ends_[1], -1)); }
  int take_read_end() noexcept { return std::exchange(ends_[0], -1); }

 private:
  std::array<int, 2> ends_{};
};

/// Between fork and exec: only what is safe there. The reason of a failure goes to `why`.
[[noreturn]] void become(char* const* command, int out, int err, int why, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127); // it died before that
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (int number : {SIGPIPE, SIGXFSZ}) ::signal(number, SIG_DFL);
  int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  ::execvp(command[0], command);
  int error = errno;
  static_cast<void>(!::write(why, &error, sizeof error));
  ::_exit(127);
}

std::string text_of_end(int state) {
  if (WIFSIGNALED(state)) return "was killed by signal " + std::to_string(WTERMSIG(state));
  return "exited with code " + std::to_string(WEXITSTATUS(state));
}

} // namespace

result<std::unique_ptr<program>> program::start(const std::vector<std::string>& command,
                                                boost::asio::io_context& io,
                                                program_events& events) {
  auto cannot = [&](int error) {
    return fail(code::not_found, "cannot start " + command.front() + ": " + std::strerror(error));
  };
  std::vector<std::string> words = command;
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  pipe_ends out, err, why;
  if (!out || !err || !why) return cannot(errno);
  const auto parent = ::getpid();
  const auto pid = ::fork();
  if (pid == 0) become(pointers.data(), out.write_end(), err.write_end(), why.write_end(), parent);
  if (pid < 0) return cannot(errno);
  // Its end of `why` closes with the exec.
  const int why_end = why.take_read_end();
  why.close_write_end();
  int error = 0;
  const auto got = ::read(why_end, &error, sizeof error);
  ::close(why_end);
  if (got == sizeof error) {
    ::waitpid(pid, nullptr, 0);
    return cannot(error);
  }
  // glibc 2.36 declares its own call of it without extern "C".
  const int end = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (end < 0) {
    error = errno;
    ::kill(-pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    return cannot(error);
  }
  return std::unique_ptr<program>{
    new program{pid, out.take_read_end(), err.take_read_end(), end, io, events}};
}

program::program(pid_t pid, int out, int err, int end, boost::asio::io_context& io,
                 program_events& events)
    : pid_(pid), events_(events), out_(io), err_(io), end_(io) {
  for (int fd : {out, err}) ::fcntl(fd, F_SETFL, O_NONBLOCK);
  out_.assign(out);
  err_.assign(err);
  end_.assign(end);
  wait(out_, &program_events::on_program_output);
  wait(err_, &program_events::on_program_errors);
  wait_for_end();
}

program::~program() {
  if (!how_.empty()) return;
  send(SIGKILL);
  ::waitpid(pid_, nullptr, 0); // it is dead: this does not wait
}

void program::send(int signal) const noexcept {
  if (how_.empty()) ::kill(-pid_, signal);
}

void program::wait(net::descriptor& from, taker take) {
  from.async_wait(net::descriptor::wait_read,
                  self_.bind([&from, take](program& self, const auto& error) {
                    if (!error) self.read(from, take);
                  }));
}

void program::read(net::descriptor& from, taker take) {
  std::array<std::byte, 16 * 1024> bytes;
  for (int i = 0; i < reads_max && from.is_open(); ++i) {
    auto count = ::read(from.native_handle(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) break;
    if (count <= 0) {
      from.close();
      return;
    }
    (events_.*take)(byte_span{bytes.data(), static_cast<std::size_t>(count)});
  }
  wait(from, take);
}

void program::wait_for_end() {
  end_.async_wait(net::descriptor::wait_read, self_.bind([](program& self, const auto& error) {
    if (!error) self.look_at_end();
  }));
}

void program::look_at_end() {
  int state = 0;
  if (::waitpid(pid_, &state, WNOHANG) != pid_) return wait_for_end();
  // What it printed last; what it started may hold the pipes open.
  if (out_.is_open()) read(out_, &program_events::on_program_output);
  if (err_.is_open()) read(err_, &program_events::on_program_errors);
  how_ = text_of_end(state);
  ::kill(-pid_, SIGKILL);
  const auto how = how_; // this may end
  events_.on_program_ended(how);
}

} // namespace carrick
