#include "app_cluster.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace carrick::test {

app_folder::app_folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "carrick-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"mkdtemp"};
  path_ = pattern;
}

app_folder::~app_folder() { std::filesystem::remove_all(path_); }

void app_folder::write(const std::string& toml) const { std::ofstream{file()} << toml; }

std::string cluster_toml(int count, const std::string& listen) {
  std::string out = "schema = 1\ncluster = \"probe\"\napp_version = \"1.2.3\"\n";
  for (int i = 1; i <= count; ++i) {
    auto node = "n" + std::to_string(i);
    out += "[nodes." + node + "]\nlisten = \"" + listen + "\"\ntags = { zone = \"a\" }\n";
    out += "[[nodes." + node + ".actors]]\nname = \"store\"\ntype = \"probe.store\"\n";
  }
  // An actor that holds its loop does not hold the links: the node still answers.
  return out + "[runtime]\nloops = { links = 1, actors = 1 }\n";
}

app_cluster::app_cluster(int count, std::vector<std::string> flags) {
  folder_.write(cluster_toml(count));
  std::vector<std::string> words{"up", folder_.file(), "-o", "jsonl"};
  words.insert(words.end(), flags.begin(), flags.end());
  up_ = std::make_unique<app_process>(words);
  if (!up_->prints("{\"event\":\"ready\",\"node\":\"\""))
    throw std::runtime_error{"not ready: " + up_->out() + up_->err()};
}

std::string app_cluster::address(const std::string& node) const {
  auto line = up_->out().find("{\"event\":\"listening\",\"node\":\"" + node + "\"");
  if (line == std::string::npos) throw std::runtime_error{node + " does not listen"};
  constexpr std::string_view key = "\"address\":\"";
  auto begin = up_->out().find(key, line) + key.size();
  return up_->out().substr(begin, up_->out().find('"', begin) - begin);
}

std::vector<std::string> app_cluster::connected(std::vector<std::string> arguments) const {
  arguments.insert(arguments.end(), {"--connect", address("n1")});
  return arguments;
}

app_result app_cluster::run(std::vector<std::string> arguments, std::string input) {
  return run_app(connected(std::move(arguments)), std::move(input));
}

std::unique_ptr<app_process> app_cluster::begin(std::vector<std::string> arguments) {
  return std::make_unique<app_process>(connected(std::move(arguments)));
}

taken_port::taken_port() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket_, generic, size) != 0 || ::listen(socket_, 1) != 0 ||
      ::getsockname(socket_, generic, &size) != 0)
    throw std::runtime_error{"listen"};
  port_ = ntohs(address.sin_port);
}

taken_port::~taken_port() { ::close(socket_); }

} // namespace carrick::test
