#pragma once

#include <carrick/sim/load/load_self.hpp>

#include <map>
#include <string>
#include <utility>

namespace carrick::sim {

/// The monitors of an actor of the load: single and lasting ones, some given up; and what it is
/// told of members.
class watch_unit {
 public:
  explicit watch_unit(load_self& self) : self_(self) {}
  /// The actor has ended.
  ~watch_unit();

  void begin() { self_.actor().subscribe_members(); }
  void watch();

  void told(const member_event& event);
  void told(const down_event& event);
  void told(const up_event& event);

 private:
  using key = std::pair<std::string, std::string>; // node, actor
  struct watched {
    std::uint64_t number = 0;
    bool lasting = false;
    bool seen = false; ///< lastly up
  };

  void drop(key which);
  void sees(watched& w, bool up);

  load_self& self_;
  std::map<key, watched> all_;
};

} // namespace carrick::sim
