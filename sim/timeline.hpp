#pragma once

#include <carrick/core/status.hpp>
#include <carrick/core/time.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace carrick::sim {

/// What a run looked like over virtual time, for people. Times are since the beginning; whatever
/// still held at the end of the run ends there.
struct timeline {
  struct span {
    duration from{}, to{};
  };
  /// A process of a node.
  struct life {
    std::size_t node = 0;
    span during{};
    bool crashed = false; ///< else it left, or ran to the end
  };
  /// A node that did not run although it lived.
  struct pause {
    std::size_t node = 0;
    span during{};
  };
  struct link {
    std::size_t a = 0, b = 0; ///< a < b
    span during{};
    std::string why; ///< of its end; empty: not known, or it stood to the end of the run
  };
  struct fault {
    span during{};
    std::string kind;
    std::string text; ///< for the tooltip
    std::vector<std::size_t> nodes;
  };
  struct request {
    std::size_t node = 0; ///< who asked
    duration sent{}, took{};
    carrick::code code = code::ok;
  };
  struct drop {
    std::size_t node = 0; ///< whose post it was
    duration at{};
    std::string why;
  };

  std::size_t nodes = 0;
  duration length{};
  std::vector<life> lives;
  std::vector<pause> pauses;
  std::vector<link> links;
  std::vector<fault> faults;
  std::vector<request> requests; ///< at most requests_max, spread evenly over the run
  std::vector<drop> drops;

  static constexpr std::size_t requests_max = 20'000;
};

} // namespace carrick::sim
