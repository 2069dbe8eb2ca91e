#pragma once

#include "board.hpp"
#include "options.hpp"
#include "processes.hpp"
#include "report.hpp"
#include "window.hpp"

#include <csignal>
#include <cstdio>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace carrick::bench {

/// Bytes of a bulk message of W6, sent in the direction of the requests on the same link.
inline constexpr std::size_t bulk_bytes = 64 * 1024;
/// Processes of W12.
inline constexpr std::size_t mesh_nodes = 10;

/// One side of a measurement. It runs until its process is ended from outside.
using half = std::function<void(const options&, board&)>;
/// A node of a mesh, of its index: serves, waits for the ports of the others, asks all of them.
using mesh_node = std::function<void(const options&, board&, std::size_t)>;

/// What a program can measure. The first entry of a workload is its usual mode.
struct entry {
  std::string workload;
  std::string mode;
  half serve;               ///< in a child; says board::listens when it does
  half drive;               ///< in this process, once the other listens
  mesh_node node = {};      ///< instead of both, for W12
  std::string handler = {}; ///< inline, typed or actor, where there is a choice
};

/// Waits until all processes listen; throws after 10 s.
inline void await_ports(const board& shared, std::size_t count) {
  for (int i = 0; i < 10'000; ++i) {
    std::size_t listening = 0;
    while (listening < count && shared.port(listening) != 0) ++listening;
    if (listening == count) return;
    pause_for(0.001);
  }
  throw std::runtime_error{"the other process does not listen"};
}

class program {
 public:
  program(std::string peer, std::vector<entry> entries, std::size_t size_min = 16)
      : peer_(std::move(peer)), entries_(std::move(entries)), size_min_(size_min) {}

  /// Prints one JSON line, or with --describe what the program can do. Returns the exit code.
  int run(int count, char** words) const {
    try {
      auto asked = parse_options(count, words, size_min_);
      if (asked.describe) return describe();
      const auto& chosen = find(asked);
      asked.mode = chosen.mode;
      asked.handler = chosen.handler;
      run(chosen, asked);
    } catch (const std::exception& e) {
      std::fprintf(stderr, "%s: %s\n", peer_.c_str(), e.what());
    }
    return 1;
  }

 private:
  int describe() const {
    auto word = [](const std::string& of) { return of.empty() ? "-" : of.c_str(); };
    for (const auto& one : entries_) {
      std::printf("%s %s %s\n", one.workload.c_str(), word(one.mode), word(one.handler));
    }
    return 0;
  }

  const entry& find(const options& asked) const {
    for (const auto& one : entries_) {
      if (one.workload == asked.workload && (asked.mode.empty() || one.mode == asked.mode) &&
          (asked.handler.empty() || one.handler == asked.handler)) {
        return one;
      }
    }
    throw std::invalid_argument{"no " + asked.workload + " " + asked.mode + " " + asked.handler +
                                "; see --describe"};
  }

  void run(const entry& chosen, const options& asked) const {
    ::signal(SIGPIPE, SIG_IGN);
    const auto life = asked.warm_up + asked.seconds;
    auto& shared = board::make();
    processes all;
    const auto count = chosen.node ? mesh_nodes : 1;
    for (std::size_t i = 0; i < count; ++i) {
      all.start(life, [&] {
        if (asked.pin) pin_to(i);
        play("the serving half", shared,
             [&] { chosen.node ? chosen.node(asked, shared, i) : chosen.serve(asked, shared); });
      });
    }
    limit_life(life);
    await_ports(shared, count);
    if (chosen.node) return finish(asked, shared, all);
    std::thread watcher{[&] { finish(asked, shared, all); }};
    if (asked.pin) pin_to(1);
    play("the driving half", shared, [&] { chosen.drive(asked, shared); });
    watcher.join();
  }

  /// Ends this process: what drives it never has to end by itself.
  [[noreturn]] void finish(const options& asked, board& shared, processes& all) const {
    int code = 0;
    try {
      const auto line = report(peer_, asked, measure(asked, shared, all), bulk_bytes);
      std::fputs(line.c_str(), stdout);
      std::fflush(stdout);
    } catch (const std::exception& e) {
      std::fprintf(stderr, "%s: %s\n", peer_.c_str(), e.what());
      code = 1;
    }
    all.kill_children();
    ::_exit(code);
  }

  // A half that ends before the window has is a failure; afterwards its connection breaks.
  template <class Body>
  void play(const char* name, const board& shared, Body body) const {
    std::string why = "ended early";
    try {
      body();
    } catch (const std::exception& e) {
      why = e.what();
    }
    if (shared.over()) return;
    std::fprintf(stderr, "%s: %s: %s\n", peer_.c_str(), name, why.c_str());
    ::_exit(1);
  }

  std::string peer_;
  std::vector<entry> entries_;
  std::size_t size_min_;
};

} // namespace carrick::bench
