#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace carrick::sim {

/// A world so small that every order of its events can be tried. The same choices give the same
/// world.
class small_world {
 public:
  virtual ~small_world() = default;
  /// How many events could be next; 0: nothing is left.
  virtual std::size_t choices() const = 0;
  virtual void take(std::size_t choice) = 0;
  /// What is wrong at the moment; empty if nothing is.
  virtual std::string wrong() const = 0;
  /// No more choices: it goes on by itself to its end. What is wrong then.
  virtual std::string wrong_at_the_end() = 0;
};

struct exploration {
  std::uint64_t orders = 0;
  std::string wrong;                ///< of the first order that is; empty: none
  std::vector<std::size_t> choices; ///< that lead there
};

/// Tries every order of the first `events_max` events, depth first.
exploration explore(const std::function<std::unique_ptr<small_world>()>& make,
                    std::size_t events_max = 12);

} // namespace carrick::sim
