#pragma once

#include <carrick/sim/checkers/checker.hpp>

namespace carrick::sim {

/// I17: who monitors an actor is told in turn that it is there and that it is not, a single monitor
/// of its end once; nobody is told of what he does not monitor. Who was told that it is there hears
/// of its end, sooner or later.
class watch_checker final : public checker {
 public:
  void see(const observation& what, duration at) override;

 private:
  struct record {
    bool stands = false, lasting = false;
    bool told_up = false, told_down = false; ///< last
    process_id by;
    std::size_t node = 0;
    std::uint32_t target = 0;
    bool has_ended = false; ///< since it was told up
  };

  void on(const watch_told& e, duration at);
  template <class Which>
  void ended(Which which);

  by_number<record> watches_;
};

} // namespace carrick::sim
