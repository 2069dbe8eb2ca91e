#include "cluster_process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace demo {
namespace {

using carrick::code;
using carrick::fail;

constexpr int stop_looks = 200;
constexpr int look_for_end_ms = 50;

// Below the range from which the kernel takes ports for outgoing connections.
int free_port(int from) {
  for (int port = from; port < 32'000; ++port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(static_cast<std::uint16_t>(port));
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bool is_free = bind(fd, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0;
    close(fd);
    if (is_free) return port;
  }
  return 0;
}

bool has_ended(pid_t pid) { return waitpid(pid, nullptr, WNOHANG) != 0; }

} // namespace

carrick::result<cluster_file> write_cluster_file(const std::string& folder) {
  cluster_file file{folder + "/cluster.toml", {"n1", "n2", "n3"}, {}};
  std::ofstream out{file.path};
  out << "schema = 1\ncluster = \"kv-demo\"\n";
  int port = 7100;
  for (const auto& node : file.nodes) {
    port = free_port(port + 1);
    if (port == 0) return fail(code::address_in_use, "no free port on loopback");
    file.addresses.push_back("127.0.0.1:" + std::to_string(port));
    out << "\n[nodes." << node << "]\nlisten = \"" << file.addresses.back()
        << "\"\nactors = [{ name = \"store\", type = \"kv.store\" }]\n";
  }
  out.close();
  if (!out) return fail(code::bad_config, "cannot write " + file.path);
  return file;
}

carrick::result<process> process::start(const std::vector<std::string>& command,
                                        const std::string& log_file) {
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  int log = open(log_file.c_str(), O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0644);
  if (log < 0) return fail(code::bad_config, "cannot write " + log_file);
  pid_t pid = fork();
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpgid(0, 0);
    dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  close(log);
  if (pid < 0) return fail(code::internal, "cannot start " + command[0]);
  return process{pid};
}

process::process(process&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}

process& process::operator=(process&& other) noexcept {
  std::swap(pid_, other.pid_);
  return *this;
}

process::~process() {
  if (pid_ == 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

bool process::running() {
  if (pid_ != 0 && has_ended(pid_)) pid_ = 0;
  return pid_ != 0;
}

void process::stop() {
  if (pid_ == 0) return;
  kill(pid_, SIGTERM);
  for (int look = 0; look < stop_looks && running(); ++look) poll(nullptr, 0, look_for_end_ms);
  if (pid_ != 0) kill(pid_, SIGKILL);
}

pid_t child_with(pid_t parent, const std::string& argument) {
  auto task = "/proc/" + std::to_string(parent) + "/task/" + std::to_string(parent) + "/children";
  std::ifstream children{task};
  for (pid_t child = 0; children >> child;) {
    std::ifstream in{"/proc/" + std::to_string(child) + "/cmdline", std::ios::binary};
    std::string line{std::istreambuf_iterator<char>{in}, {}};
    if (line.find(argument + '\0') != std::string::npos) return child;
  }
  return 0;
}

} // namespace demo
