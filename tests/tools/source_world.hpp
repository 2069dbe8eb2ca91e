#pragma once

#include "app_cluster.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

/// A vocabulary for tests of nodes whose members come from elsewhere.
namespace carrick::test {

/// One node, started from a file of its own that names no other node.
class lone_node {
 public:
  /// `more` are lines of the file, "[membership]" among them.
  lone_node(const std::string& name, const std::string& more,
            const std::string& listen = "127.0.0.1:0");

  app_process& process() { return *process_; }
  const std::string& address() const { return address_; }
  std::string file() const { return folder_.file(); }
  std::filesystem::path folder() const { return folder_.path(); }
  void write(const std::string& toml) const { folder_.write(toml); }
  /// Who is a member, as it sees it: "n1 n2".
  std::string members() const;
  /// The line that `members` prints below the table when the source has a problem, else "".
  std::string problem() const;
  /// Waits until that is so.
  bool sees(const std::string& names);
  bool has_problem(const std::string& text);
  bool has_no_problem();
  /// The link to that node stands, and is the first one.
  bool is_still_linked_with(const std::string& name) const;

 private:
  app_folder folder_;
  std::unique_ptr<app_process> process_;
  std::string address_;
};

/// A file with the node `name` alone.
std::string lone_toml(const std::string& name, const std::string& more,
                      const std::string& listen = "127.0.0.1:0");

/// A port of loopback that nobody uses, from below the range that the kernel takes for itself.
int free_port();

/// The file of one node n1, at an address that is known before it says so.
struct known_node {
  app_folder folder;
  std::string address = "127.0.0.1:" + std::to_string(free_port());

  known_node() { folder.write(cluster_toml(1, address)); }
  std::vector<std::string> start() const { return {"start", folder.file()}; }
  /// Waits until it answers.
  bool serves() const;
  /// Has it log a line: that `probe.hold` held its loop.
  bool logs_a_line() const;
};

/// etcd with data of its own, on loopback.
class etcd_server {
 public:
  etcd_server();
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// The answer's body.
  std::string post(const std::string& path, const std::string& body) const;
  /// SIGKILL.
  void kill();
  /// Again, with the data it had.
  void start();

 private:
  app_folder folder_;
  int port_;
  std::unique_ptr<app_process> process_;
};

/// dnsmasq on loopback, with these lines as its configuration.
class dns_server {
 public:
  explicit dns_server(const std::vector<std::string>& lines);
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  void restart(const std::vector<std::string>& lines);
  void kill();

 private:
  app_folder folder_;
  int port_;
  std::unique_ptr<app_process> process_;
};

} // namespace carrick::test
