#include "two_nodes.hpp"

#include <carrick/net/pipe/pipe_transport.hpp>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace carrick::bench {
namespace {

// Items wait for credit within it: W9.
constexpr std::uint32_t exchange_window = 16 * 1024;

class stderr_log final : public logger {
 public:
  void write(log_level, std::string_view component, std::string_view text) override {
    const auto line = std::string{component} + ": " + std::string{text} + "\n";
    std::fputs(line.c_str(), stderr);
  }
  bool enabled(log_level) const noexcept override { return chosen().log; }
};

logger& log() {
  static stderr_log one;
  return one;
}

} // namespace

settings& chosen() {
  static settings one;
  return one;
}

std::uint16_t port_of(const std::string& address) {
  return static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
}

void check(const status& s) {
  if (!s.ok()) throw std::runtime_error{to_string(s)};
}

void stay() {
  for (;;) ::pause();
}

node_options side_options(const options& asked, const char* id, const char* other,
                          const std::string& other_address) {
  auto out = tools::bench::pair_options(id, other, other_address);
  out.checksum_always = chosen().checksum;
  out.flush_every = std::chrono::microseconds(chosen().flush_us);
  out.socket_buffer = chosen().socket_buffer;
  if (chosen().frame_bytes != 0)
    out.link.frame_bytes = static_cast<std::uint32_t>(chosen().frame_bytes);
  out.log = &log();
  if (asked.workload == "W9") out.link.stream_window = exchange_window;
  out.link.streams =
    std::max<std::uint32_t>(out.link.streams, static_cast<std::uint32_t>(chosen().count) + 16);
  out.link.message_bytes =
    std::max<std::uint32_t>(out.link.message_bytes, static_cast<std::uint32_t>(asked.size) + 1024);
  return out;
}

pair_plan::pair_plan(const options& asked) : asked_(asked) {
  if (asked.transport == "pipe") pipe_ = net::make_pipe_transport(net::make_pipe_network());
}

node_options pair_plan::server() const {
  return over_pipe(side_options(asked_, "server", "caller", ""));
}

node_options pair_plan::caller(const std::string& server_address) const {
  return over_pipe(side_options(asked_, "caller", "server", server_address));
}

node_options pair_plan::over_pipe(node_options out) const {
  if (!pipe_) return out;
  out.transport = pipe_;
  out.listen = out.id.text();
  return out;
}

caller_side::caller_side(const options& asked, board& shared) : arrivals_(shared) {
  const pair_plan plan{asked};
  const bool piped = asked.transport == "pipe";
  caller_ = std::make_unique<bench_side>(
    plan.caller(piped ? "server" : "127.0.0.1:" + std::to_string(shared.port())), nullptr);
  if (piped) {
    served_ =
      std::make_unique<tools::bench::bench_node>(plan.server(), caller_->threads, &arrivals_);
    check(served_->start());
  }
  check(caller_->node.start(false));
  check(caller_->node->wait_for_members(2, link_limit));
}

caller_side::~caller_side() { served_.reset(); }

} // namespace carrick::bench
