#pragma once

#include <carrick/actors/actor.hpp>
#include <carrick/actors/call_on.hpp>
#include <carrick/actors/client.hpp>
#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/loops.hpp>
#include <carrick/actors/node.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/peer_record.hpp>
#include <carrick/actors/registry.hpp>
#include <carrick/net/pipe/pipe_transport.hpp>
#include <carrick/net/tcp/tcp_transport.hpp>

#include <catch2/catch.hpp>

#include <poll.h>

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// A vocabulary for tests of whole nodes in one process.
namespace carrick::test {

using namespace std::chrono_literals;

inline node_id id_of(const std::string& text) { return *node_id::parse(text); }

/// Looks until it is so, for what has no promise of time; false after a minute.
template <class F>
bool eventually(F f) {
  for (int i = 0; i < 6'000; ++i, ::poll(nullptr, 0, 10))
    if (f()) return true;
  return false;
}

/// Nodes n1 to nN of one cluster on shared loops, over pipes: node i listens at the name of its id.
class node_world {
 public:
  explicit node_world(std::size_t nodes, const loops_options& threads = {.loops = 2})
      : network_(net::make_pipe_network()), threads_(threads), nodes_(nodes) {}

  node_options options_of(std::size_t i) const {
    node_options options;
    options.id = id_of(name(i));
    options.cluster = "test";
    options.listen = name(i);
    options.transport = net::make_pipe_transport(network_);
    options.reconnect.min = 5ms;
    options.reconnect.max = 20ms;
    options.dial_fallback = 20ms;
    for (std::size_t other = 0; other < nodes_.size(); ++other)
      options.members.push_back({.node = id_of(name(other)), .addresses = {name(other)}});
    return options;
  }
  static std::string name(std::size_t i) { return "n" + std::to_string(i + 1); }

  status start(std::size_t i, registry types, std::vector<actor_options> actors = {}) {
    return start(options_of(i), i, std::move(types), std::move(actors));
  }
  status start(node_options options, std::size_t i, registry types,
               std::vector<actor_options> actors = {}) {
    nodes_[i] = std::make_unique<node>(std::move(options), std::move(types), threads_);
    return nodes_[i]->start(std::move(actors));
  }
  status stop(std::size_t i) {
    auto done = nodes_[i]->stop(5s);
    nodes_[i].reset();
    return done;
  }

  node& operator[](std::size_t i) { return *nodes_[i]; }
  client client_of(const registry& types) const {
    auto options = options_of(0);
    return {options, types};
  }
  loops& threads() noexcept { return threads_; }

 private:
  std::shared_ptr<net::pipe_network> network_;
  loops threads_;
  std::vector<std::unique_ptr<node>> nodes_;
};

/// The verdict of one request as another thread gets it.
struct verdict {
  carrick::code code;
  std::string payload;
};

/// A raw request from `from`, waited for.
inline verdict ask_raw(node& from, const std::string& to, endpoint at, std::string_view body,
                       duration deadline = 5s, bool wait_for_link = false) {
  struct sink final : answer_sink {
    void on_answer(const answer& a) noexcept override {
      done.set_value({a.code, std::string{as_text(a.payload)}});
    }
    std::promise<verdict> done;
  } waiting;
  auto got = waiting.done.get_future();
  auto target = from.find(id_of(to));
  call_on(from.core().home(), [&] {
    outgoing message;
    message.head.to = at;
    message.body = as_bytes(body);
    message.deadline = from.core().now() + deadline;
    message.wait_for_link = wait_for_link;
    from.core().request(target.record(), message, waiting);
  });
  return got.get();
}

} // namespace carrick::test
