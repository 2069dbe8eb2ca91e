#pragma once

#include "app_process.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace carrick::test {

/// A folder with a cluster.toml, gone at the end.
class app_folder {
 public:
  app_folder();
  ~app_folder();
  app_folder(const app_folder&) = delete;
  app_folder& operator=(const app_folder&) = delete;

  std::filesystem::path path() const { return path_; }
  std::string file() const { return (path_ / "cluster.toml").string(); }
  void write(const std::string& toml) const;

 private:
  std::filesystem::path path_;
};

/// A file of `count` nodes n1, n2, ... with an actor "store" each, that listen at the given
/// address.
std::string cluster_toml(int count, const std::string& listen = "127.0.0.1:0");

/// The nodes of such a file, started with `up`, all ready.
class app_cluster {
 public:
  explicit app_cluster(int count, std::vector<std::string> flags = {});

  app_process& up() { return *up_; }
  /// Of a node, as `up` told it.
  std::string address(const std::string& node) const;
  /// Runs a command against the cluster.
  app_result run(std::vector<std::string> arguments, std::string input = {});
  /// The same, still running.
  std::unique_ptr<app_process> begin(std::vector<std::string> arguments);
  pid_t process_of(const std::string& node) const { return find_child(up_->pid(), "--node", node); }
  std::string file() const { return folder_.file(); }

 private:
  std::vector<std::string> connected(std::vector<std::string> arguments) const;

  app_folder folder_;
  std::unique_ptr<app_process> up_;
};

/// A port on loopback that something listens on.
class taken_port {
 public:
  taken_port();
  ~taken_port();
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  int socket_;
  int port_ = 0;
};

} // namespace carrick::test
