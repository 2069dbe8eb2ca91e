#pragma once

#include "board_log.hpp"
#include "settings.hpp"

#include <carrick/tools/bench/bench_node.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace carrick::bench {

/// How long two nodes may take to link; and many, or two whose instructions are counted.
constexpr auto link_limit = std::chrono::seconds(10);
constexpr auto long_link_limit = std::chrono::seconds(60);

/// A node of a measurement, and its loops.
struct bench_side {
  loops threads;
  tools::bench::bench_node node;

  bench_side(node_options options, tools::bench::arrival_log* log)
      : threads(loops_of(chosen())), node(std::move(options), threads, log) {}
};

/// As the command line has it: limits, checksum, log. `other_address` is empty where the other
/// dials.
node_options side_options(const options& asked, const char* id, const char* other,
                          const std::string& other_address);

/// The options of "server" and "caller"; over pipes both are made from one of these.
class pair_plan {
 public:
  explicit pair_plan(const options& asked);
  node_options server() const;
  node_options caller(const std::string& server_address) const;

 private:
  node_options over_pipe(node_options out) const;

  const options& asked_;
  std::shared_ptr<net::transport> pipe_; // null: TCP
};

/// This process's half of two nodes: over TCP the caller, over pipes both nodes, on the same loops.
class caller_side {
 public:
  /// Linked, or throws.
  caller_side(const options& asked, board& shared);
  ~caller_side();

  node_core& core() noexcept { return caller_->node.core(); }
  peer server(bool actor = false) { return caller_->node.find("server", actor); }

 private:
  board_arrivals arrivals_;
  std::unique_ptr<bench_side> caller_;
  std::unique_ptr<tools::bench::bench_node> served_; // over pipes
};

std::uint16_t port_of(const std::string& address);

/// Throws std::runtime_error with the status.
void check(const status& s);

/// Until the process is ended.
[[noreturn]] void stay();

} // namespace carrick::bench
