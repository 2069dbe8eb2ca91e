#include "two_nodes.hpp"

#include <carrick/net/pipe/pipe_transport.hpp>

#include <stdexcept>

namespace carrick::bench {
namespace {

constexpr auto link_limit = std::chrono::seconds(10);

// Items wait for credit within it: W9.
constexpr std::uint32_t exchange_window = 16 * 1024;

} // namespace

settings& chosen() {
  static settings one;
  return one;
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
  out.checksum = chosen().checksum;
  if (asked.workload == "W9") out.link.stream_window = exchange_window;
  out.link.message_bytes = std::max<std::uint32_t>(
    out.link.message_bytes, static_cast<std::uint32_t>(asked.size) + 1024);
  return out;
}

caller_side::caller_side(const options& asked, board& shared) : arrivals_(shared) {
  const bool piped = asked.transport == "pipe";
  const auto address =
    piped ? std::string{"server"} : "127.0.0.1:" + std::to_string(shared.port());
  auto mine = side_options(asked, "caller", "server", address);
  auto theirs = side_options(asked, "server", "caller", "");
  if (piped) {
    auto network = net::make_pipe_network();
    mine.transport = net::make_pipe_transport(network);
    theirs.transport = net::make_pipe_transport(network);
    mine.listen = "caller";
    theirs.listen = "server";
  }
  caller_ = std::make_unique<bench_side>(std::move(mine), nullptr);
  if (piped) {
    served_ = std::make_unique<tools::bench::bench_node>(std::move(theirs), caller_->threads,
                                                         &arrivals_);
    check(served_->start());
  }
  check(caller_->node.start(false));
  check(caller_->node->wait_for_members(2, link_limit));
}

caller_side::~caller_side() { served_.reset(); }

} // namespace carrick::bench
