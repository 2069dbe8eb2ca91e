#pragma once

#include <carrick/actors/client.hpp>
#include <carrick/actors/system_messages.hpp>
#include <carrick/tools/failure.hpp>
#include <carrick/tools/invocation.hpp>
#include <carrick/tools/target.hpp>

#include <memory>
#include <string>
#include <vector>

namespace carrick::tools {

/// The cluster that a command talks to: who its nodes are, and a client of them. From the file, or
/// from the nodes at the addresses of `--connect`, which then say who the others are.
class cluster_access {
 public:
  static outcome<std::unique_ptr<cluster_access>> open(const invocation& at);

  carrick::client& link() noexcept { return *client_; }
  /// Names, sorted.
  const std::vector<std::string>& nodes() const noexcept { return nodes_; }
  duration timeout() const noexcept { return timeout_; }

  /// NODE or NODE/ACTOR of one of them.
  outcome<target> find(std::string_view text) const { return parse_target(text, nodes_); }
  /// The one node of that name, or all of them if it is empty.
  outcome<std::vector<std::string>> chosen(const std::string& node) const;

  /// One question to one node.
  template <sent_by_ask T>
  result<reply_of<T>> ask(const std::string& node, const T& question) {
    return client_->ask(node, question, timeout_);
  }
  /// The same to the first of `nodes` that answers; the failure of the last one if none does.
  template <sent_by_ask T>
  outcome<reply_of<T>> ask_first(const std::vector<std::string>& nodes, const T& question) {
    status last{code::unreachable, "there is no node to ask"};
    for (const auto& node : nodes) {
      auto answer = ask(node, question);
      if (answer) return std::move(*answer);
      last = answer.error();
    }
    return failure_of(last);
  }

 private:
  cluster_access(node_options options, const registry& types, duration timeout);
  static outcome<std::unique_ptr<cluster_access>> from_addresses(const invocation& at);

  std::vector<std::string> nodes_;
  duration timeout_;
  std::unique_ptr<carrick::client> client_;
};

} // namespace carrick::tools
