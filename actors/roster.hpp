#pragma once

#include <caf/fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace carrick {

struct actor_entry {
  std::uint64_t id = 0;
  std::string name;
};

/// The actors of our own bases that run in one system, since CAF can count actors but not name
/// them. Any thread.
class roster {
 public:
  void add(std::uint64_t id, std::string name);
  void remove(std::uint64_t id);
  /// By id.
  std::vector<actor_entry> entries() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::uint64_t, std::string> names_;
};

/// What keeps an actor system from ending.
struct running_actors_report {
  std::size_t count = 0;          // by CAF; hidden actors are not in it
  std::vector<actor_entry> known; // those of our bases; the others are CAF's own kinds
};

/// How many actors run, by CAF. Any thread.
std::size_t running_count(caf::actor_system& system);
/// Who still runs. Destroying the system blocks until `count` is 0. Any thread; `system` runs on
/// loops or in simulation.
running_actors_report running_actors(caf::actor_system& system);

/// "3 actors still run: link n1 (7), store (9) and 1 without a name", "no actor runs".
std::string to_string(const running_actors_report& report);

} // namespace carrick
