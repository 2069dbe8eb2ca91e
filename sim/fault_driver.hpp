#pragma once

#include <carrick/sim/coverage.hpp>
#include <carrick/sim/fault_plan.hpp>
#include <carrick/sim/subject.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace carrick::sim {

/// Applies a fault plan to a subject, in the time of its world. Faults may overlap: what two of
/// them do to one path holds together, and each takes back its own part alone.
class fault_driver {
 public:
  /// Begins at once. The subject outlives it.
  fault_driver(subject& on, const fault_plan& plan);
  fault_driver(const fault_driver&) = delete;
  fault_driver& operator=(const fault_driver&) = delete;

  /// The plan is over: all that lasts ends now, paths are fast and clear, and what does not run is
  /// started.
  void heal();
  std::uint64_t applied() const noexcept { return applied_; }
  /// The plan as it went: each fault that struck at its time.
  const fault_plan& struck() const noexcept { return struck_; }

  const coverage& reached() const noexcept { return reached_; }

  /// Some fault waits for something: happened() shall be called.
  bool is_aimed() const noexcept { return !waiting_.empty(); }
  void happened(const seen_moment& what);

 private:
  using path_ends = std::pair<std::size_t, std::size_t>; // from, to

  void go_on();
  void begin(std::size_t which);
  void apply(std::size_t which);
  void look_around(const fault& f);
  void end(std::size_t which);
  void silence(path_ends path, int by);
  void silence_around(const fault& f, int by);
  void swizzle(std::size_t which);
  void lay_path(path_ends path);
  void lay_dials(path_ends path);
  void later(time_point at, std::size_t which, int what);

  struct step {
    time_point at;
    std::uint64_t order;
    std::size_t which;
    int what; ///< -1: its time has come, -2: strikes, -3: ends, else the step of a swizzle
  };
  struct aimed_fault {
    std::size_t which;
    std::uint64_t left; ///< of what it waits for
  };

  subject& on_;
  const fault_plan plan_;
  std::vector<step> steps_; // a heap, next first
  std::uint64_t order_ = 0;
  std::vector<aimed_fault> waiting_;
  fault_plan struck_;
  coverage reached_;
  std::vector<std::size_t> active_; // faults of paths and dials
  std::map<path_ends, int> silences_;
  std::map<std::pair<std::size_t, std::size_t>, int> forgets_; // node, member
  std::uint64_t applied_ = 0;
  method_event<fault_driver, &fault_driver::go_on> go_on_{*this};
};

} // namespace carrick::sim
