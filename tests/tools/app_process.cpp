#include "app_process.hpp"

#include "texts.hpp"

#include <carrick/tools/stopwatch.hpp>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

extern char** environ;

namespace carrick::test {
namespace {

using tools::deadline;

constexpr auto limit = std::chrono::seconds(60);
constexpr int look_ms = 20;

struct pipe_ends {
  int read = -1, write = -1;
  pipe_ends() {
    std::array<int, 2> both{};
    if (::pipe2(both.data(), O_CLOEXEC) != 0) throw std::runtime_error{"pipe2"};
    read = both[0];
    write = both[1];
  }
};

/// A file without a name that holds `text`.
int input_of(const std::string& text) {
  int file = ::memfd_create("stdin", MFD_CLOEXEC);
  if (::write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error{"write"};
  ::lseek(file, 0, SEEK_SET);
  return file;
}

bool append_from(int& descriptor, std::string& to) {
  std::array<char, 4096> bytes;
  auto count = ::read(descriptor, bytes.data(), bytes.size());
  if (count > 0) {
    to.append(bytes.data(), static_cast<std::size_t>(count));
    return true;
  }
  ::close(descriptor);
  descriptor = -1;
  return false;
}

/// The fourth field of /proc/PID/stat, behind the name in parentheses.
pid_t parent_of(const std::filesystem::path& process) {
  auto stat = read_file(process / "stat");
  auto end = stat.rfind(')');
  if (end == stat.npos || end + 4 >= stat.size()) return -1;
  return static_cast<pid_t>(std::strtol(stat.c_str() + end + 4, nullptr, 10));
}

} // namespace

app_process::app_process(std::vector<std::string> arguments, std::string input)
    : app_process(
        other{.words = (arguments.insert(arguments.begin(), CARRICK_TOOL_APP), arguments)}, input) {
}

app_process::app_process(other program, const std::string& input) {
  std::vector<char*> words;
  for (auto& word : program.words) words.push_back(word.data());
  words.push_back(nullptr);
  pipe_ends out, err;
  int in = input_of(input);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, program.in >= 0 ? program.in : in, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, program.out >= 0 ? program.out : out.write,
                                     STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, err.write, STDERR_FILENO);
  int failed = ::posix_spawn(&pid_, words[0], &actions, nullptr, words.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  for (int end : {in, out.write, err.write}) ::close(end);
  out_end_ = out.read;
  err_end_ = err.read;
  if (failed != 0) throw std::runtime_error{"posix_spawn"};
}

app_process::~app_process() {
  if (exit_ < 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  for (int end : {out_end_, err_end_})
    if (end >= 0) ::close(end);
}

void app_process::send(int signal) const { ::kill(pid_, signal); }

void app_process::set_limit(__rlimit_resource which, std::uint64_t soft) const {
  rlimit both{};
  ::prlimit(pid_, which, nullptr, &both);
  both.rlim_cur = soft;
  if (::prlimit(pid_, which, &both, nullptr) != 0) throw std::runtime_error{"prlimit"};
}

bool app_process::read_some() {
  std::array<pollfd, 2> ends{{{.fd = out_end_, .events = POLLIN, .revents = 0},
                              {.fd = err_end_, .events = POLLIN, .revents = 0}}};
  ::poll(ends.data(), ends.size(), look_ms);
  if (ends[0].revents != 0) append_from(out_end_, out_);
  if (ends[1].revents != 0) append_from(err_end_, err_);
  return out_end_ >= 0 || err_end_ >= 0;
}

bool app_process::reads_until(const std::string& where, const std::string& text) {
  for (deadline end{limit}; !end.over();) {
    if (where.find(text) != where.npos) return true;
    if (!read_some()) break;
  }
  return where.find(text) != where.npos;
}

int app_process::wait() {
  for (deadline end{limit}; !end.over();) {
    read_some();
    int state = 0;
    if (::waitpid(pid_, &state, WNOHANG) != pid_) continue;
    exit_ = WIFSIGNALED(state) ? 128 + WTERMSIG(state) : WEXITSTATUS(state);
    while ((out_end_ >= 0 && append_from(out_end_, out_)) ||
           (err_end_ >= 0 && append_from(err_end_, err_))) {
    }
    return exit_;
  }
  return -1;
}

app_process::other by_shell(const std::string& script, const std::vector<std::string>& arguments) {
  app_process::other out{.words = {"/bin/sh", "-c", script, "sh", CARRICK_TOOL_APP}};
  out.words.insert(out.words.end(), arguments.begin(), arguments.end());
  return out;
}

app_result run_to_end(app_process::other program) {
  app_process process{std::move(program)};
  int exit = process.wait();
  return {exit, process.out(), process.err()};
}

app_result run_app(std::vector<std::string> arguments, std::string input) {
  app_process process{std::move(arguments), std::move(input)};
  int exit = process.wait();
  return {exit, process.out(), process.err()};
}

pid_t find_child(pid_t parent, const std::string& word, const std::string& next) {
  auto wanted = std::string{'\0'} + word + '\0' + next + '\0';
  for (const auto& entry : std::filesystem::directory_iterator{"/proc"}) {
    auto name = entry.path().filename().string();
    if (!std::all_of(name.begin(), name.end(), ::isdigit)) continue;
    if (parent_of(entry.path()) != parent) continue;
    if (read_file(entry.path() / "cmdline").find(wanted) == std::string::npos) continue;
    return static_cast<pid_t>(std::stol(name));
  }
  return -1;
}

bool is_gone(pid_t pid) { return ::kill(pid, 0) != 0; }

bool eventually(const std::function<bool()>& f) {
  for (deadline end{limit}; !end.over(); ::poll(nullptr, 0, look_ms))
    if (f()) return true;
  return false;
}

} // namespace carrick::test
