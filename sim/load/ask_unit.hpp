#pragma once

#include <carrick/sim/load/load_self.hpp>

#include <functional>
#include <map>

namespace carrick::sim {

/// The requests that an actor of the load makes: to handlers of each kind, small and large, with
/// deadlines of each length, waiting for a link or not; some are given up.
class ask_unit {
 public:
  explicit ask_unit(load_self& self) : self_(self) {}

  void ask();
  /// On behalf of the request being handled, within its time.
  void ask_first(std::function<void(const status& verdict)> then);
  /// Small and large, to each node; all must end well.
  void probe(std::size_t node);
  void probe(std::size_t node, std::size_t bytes);

 private:
  struct wanted {
    std::size_t node = 0;
    load_target target = 0;
    std::size_t bytes = 0;
    call_options options;
    wish handling = wish::answer;
    bool plain = false;
    std::function<void(const status& verdict)> then{};
  };
  struct open_ask {
    ask_handle handle;
    std::size_t node = 0;
    load_target target = 0;
  };

  wanted draw();
  /// To a handler of a drawn kind; returns its number.
  std::uint64_t send(wanted what);
  template <class T>
  std::uint64_t send_as(wanted what);
  void ended(std::uint64_t number, const result<sealed>& verdict);
  void plan_cancel(std::uint64_t number);
  void cancel(std::uint64_t number);
  void ask_plainly(std::size_t node, load_target target);

  load_self& self_;
  std::map<std::uint64_t, open_ask> open_;
};

} // namespace carrick::sim
