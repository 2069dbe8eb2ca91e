#include "source_world.hpp"

#include <carrick/core/random.hpp>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <stdexcept>

namespace carrick::test {
namespace {

/// What stands between `before` and the next `"` of a text, from `at` on; moves `at` behind it.
std::optional<std::string> quoted(const std::string& text, const std::string& before,
                                  std::size_t& at) {
  auto begin = text.find(before, at);
  if (begin == text.npos) return std::nullopt;
  begin += before.size();
  at = text.find('"', begin);
  return text.substr(begin, at - begin);
}

} // namespace

std::string lone_toml(const std::string& name, const std::string& more, const std::string& listen) {
  const auto table = "nodes.\"" + name + '"';
  return "cluster = \"probe\"\n[" + table + "]\nlisten = \"" + listen + "\"\n[[" + table +
    ".actors]]\nname = \"store\"\ntype = \"probe.store\"\n" + more;
}

lone_node::lone_node(const std::string& name, const std::string& more, const std::string& listen) {
  folder_.write(lone_toml(name, more, listen));
  process_ = std::make_unique<app_process>(
    std::vector<std::string>{"start", folder_.file(), "--node", name, "-o", "jsonl"});
  if (!process_->prints("\"event\":\"listening\"") || !process_->prints("\n"))
    throw std::runtime_error{name + " does not start: " + process_->out() + process_->err()};
  std::size_t at = 0;
  address_ = quoted(process_->out(), "\"address\":\"", at).value();
}

std::string lone_node::members() const {
  auto rows = run_app({"members", "--connect", address_, "-o", "jsonl"}).out;
  std::string out;
  std::size_t at = 0;
  while (auto name = quoted(rows, "{\"node\":\"", at)) out += (out.empty() ? "" : " ") + *name;
  return out;
}

std::string lone_node::problem() const {
  auto rows = run_app({"members", "--connect", address_, "-o", "json"}).out;
  std::size_t at = 0;
  return quoted(rows, "\"source_problem\":\"", at).value_or("?");
}

bool lone_node::sees(const std::string& names) {
  return eventually([&] {
    process_->read();
    return members() == names;
  });
}

bool lone_node::has_problem(const std::string& text) {
  return eventually([&] {
    process_->read();
    return problem().find(text) != std::string::npos;
  });
}

bool lone_node::has_no_problem() {
  return eventually([&] {
    process_->read();
    return problem().empty();
  });
}

bool lone_node::is_still_linked_with(const std::string& name) const {
  auto rows = run_app({"members", "--connect", address_, "-o", "jsonl"}).out;
  auto row = rows.find("{\"node\":\"" + name + '"');
  if (row == rows.npos) return false;
  auto text = rows.substr(row, rows.find('\n', row) - row);
  return text.find("\"linked\":true") != text.npos && text.find("\"reconnects\":0,") != text.npos;
}

int free_port() {
  random_source random{system_seed()};
  while (true) {
    auto port = static_cast<int>(20'000 + random.below(12'000));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    bool free = true;
    for (int kind : {SOCK_STREAM, SOCK_DGRAM}) {
      int socket = ::socket(AF_INET, kind | SOCK_CLOEXEC, 0);
      free &= ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
      ::close(socket);
    }
    if (free) return port;
  }
}

etcd_server::etcd_server() : port_(free_port()) { start(); }

void etcd_server::start() {
  const std::string anywhere = "http://127.0.0.1:0";
  process_ = std::make_unique<app_process>(app_process::other{
    {"/usr/bin/etcd", "--data-dir", (folder_.path() / "data").string(), "--listen-client-urls",
     url(), "--advertise-client-urls", url(), "--listen-peer-urls", anywhere,
     "--initial-advertise-peer-urls", anywhere, "--initial-cluster", "default=" + anywhere,
     "--logger", "zap", "--log-outputs", (folder_.path() / "log").string()}});
}

std::string etcd_server::post(const std::string& path, const std::string& body) const {
  int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port_));
  std::string out;
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    auto request = "POST " + path + " HTTP/1.0\r\nContent-Length: " + std::to_string(body.size()) +
      "\r\n\r\n" + body;
    static_cast<void>(!::write(socket, request.data(), request.size()));
    char bytes[4096];
    for (ssize_t count; (count = ::read(socket, bytes, sizeof bytes)) > 0;)
      out.append(bytes, static_cast<std::size_t>(count));
  }
  ::close(socket);
  return out;
}

void etcd_server::kill() {
  process_->send(SIGKILL);
  process_->wait();
}

dns_server::dns_server(const std::vector<std::string>& lines) : port_(free_port()) {
  restart(lines);
}

void dns_server::restart(const std::vector<std::string>& lines) {
  kill();
  const auto file = folder_.path() / "dnsmasq.conf";
  std::ofstream out{file};
  for (const auto& line : lines) out << line << '\n';
  out.close();
  process_ = std::make_unique<app_process>(app_process::other{
    {"/usr/sbin/dnsmasq", "--keep-in-foreground", "--conf-file=" + file.string(), "--no-hosts",
     "--no-resolv", "--local=/test/", "--listen-address=127.0.0.1", "--bind-interfaces",
     "--user=", "--group=", "--pid-file=" + (folder_.path() / "pid").string(),
     "--port=" + std::to_string(port_)}});
}

void dns_server::kill() {
  if (!process_) return;
  process_->send(SIGKILL);
  process_->wait();
  process_.reset();
}

bool known_node::serves() const {
  return eventually([&] {
    return run_app({"call", "n1/store", "probe.nap", "--connect", address}).exit == 0;
  });
}

bool known_node::logs_a_line() const {
  return run_app({"call", "n1/store", "probe.hold", "{\"ms\":150}", "--connect", address}).exit ==
    0;
}

} // namespace carrick::test
