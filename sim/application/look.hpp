#pragma once

#include <carrick/actors/fwd.hpp>
#include <carrick/core/time.hpp>

#include <caf/fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace carrick::sim {

class cluster;

/// A look into a simulated cluster between two turns, when no handler runs. It costs the run
/// nothing: no time, no draw, no message; so it may be made at any moment. What it gives is valid
/// until time goes on.
class look {
 public:
  /// Right after a turn of a loop of that node.
  look(cluster& at, std::size_t turned) noexcept : at_(at), turned_(turned) {}
  explicit look(cluster& at) noexcept : look(at, no_node) {}

  /// In the order of their numbers.
  std::vector<std::string> nodes() const;
  bool running(std::string_view node) const;
  /// Of the process that runs now: another one after each restart; 0: none runs.
  std::uint64_t incarnation(std::string_view node) const;
  /// The two have a link, as both see it.
  bool linked(std::string_view one, std::string_view other) const;
  /// Since the run began.
  duration elapsed() const;
  /// The node whose loop has just done a turn: what an invariant must look at again. Empty: any.
  const std::string& turned() const;

  /// The state of "n1/store", an actor that is a stateful<State>; "store": the one of the node that
  /// has just done a turn. Null while there is none, or if it is one of another kind.
  template <class State>
  const State* state(std::string_view actor) const {
    auto* found = dynamic_cast<const caf::stateful_actor<State, actor_base>*>(find(actor));
    return found != nullptr ? &found->state : nullptr;
  }
  /// The same of an actor that is a class.
  template <class A>
  const A* actor(std::string_view actor) const {
    return dynamic_cast<const A*>(find(actor));
  }

 private:
  static constexpr auto no_node = static_cast<std::size_t>(-1);
  const actor_base* find(std::string_view actor) const;
  std::size_t number_of(std::string_view node) const;

  cluster& at_;
  const std::size_t turned_;
};

} // namespace carrick::sim
