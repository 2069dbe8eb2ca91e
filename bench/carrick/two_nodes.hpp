#pragma once

#include "board_log.hpp"
#include "settings.hpp"

#include <carrick/tools/bench/bench_node.hpp>

#include <memory>
#include <string>

namespace carrick::bench {

/// The node "server" or "caller" of a measurement, and its loops.
struct bench_side {
  loops threads;
  tools::bench::bench_node node;

  bench_side(node_options options, tools::bench::arrival_log* log)
    : threads(loops_of(chosen())), node(std::move(options), threads, log) {}
};

/// This process's half: over TCP the caller, over pipes both nodes, on the same loops.
class caller_side {
 public:
  /// Linked, or throws.
  caller_side(const options& asked, board& shared);
  ~caller_side();

  node_core& core() noexcept { return caller_->node.core(); }
  peer server(bool actor = false) { return caller_->node.find("server", actor); }
  tools::bench::bench_node& node() noexcept { return caller_->node; }

 private:
  board_arrivals arrivals_;
  std::unique_ptr<bench_side> caller_;
  std::unique_ptr<tools::bench::bench_node> served_; // over pipes; on the caller's loops
};

node_options side_options(const options& asked, const char* id, const char* other,
                          const std::string& other_address);

/// Throws std::runtime_error with the status.
void check(const status& s);

/// Until the process is ended.
[[noreturn]] void stay();

} // namespace carrick::bench
