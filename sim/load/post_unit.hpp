#pragma once

#include <carrick/sim/load/load_self.hpp>

namespace carrick::sim {

/// The posts of an actor of the load, from both sides: small and large, alone, in a row and to
/// many at once, told or not; where there is no room it waits for some.
class post_unit {
 public:
  explicit post_unit(load_self& self) : self_(self) {}

  void post();
  /// A large one, which must be taken.
  void probe(std::size_t node);

  void handle(const mark& post);
  void handle(const mark_many& post);

 private:
  void post_one(std::size_t node, load_target target);
  void post_told(std::size_t node, load_target target, std::size_t bytes, status_told then);
  void post_inline(std::size_t node);
  void was_posted(std::uint64_t number, const status& taken);
  void post_to_many();
  void wait_until_settled(std::size_t node);
  void wait_for_room(std::size_t node, load_target target);
  stamp next_stamp(std::size_t node, load_target target);
  void arrived(const received& got);

  load_self& self_;
};

} // namespace carrick::sim
