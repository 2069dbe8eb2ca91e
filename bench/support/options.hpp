#pragma once

#include <cstddef>
#include <cstdlib>
#include <stdexcept>
#include <string>

/// What the programs of bench/ share; none of it knows a messaging library.
namespace carrick::bench {

/// One measurement, as the command line asks for it.
struct options {
  std::string workload = "W1"; ///< W1 to W12, see docs/performance.md
  std::string mode;            ///< one of the program's; empty: its first for the workload
  std::string handler;         ///< inline, typed or actor, for the programs that have them
  std::string transport = "tcp";
  std::size_t size = 64;     ///< bytes of one message
  std::size_t in_flight = 0; ///< requests on one link; 0: as the workload has it
  double seconds = 1;        ///< of the window that counts
  double warm_up = 0.3;      ///< seconds before it
  bool pin = false;          ///< each process on one processor
  bool describe = false;     ///< print workloads and modes instead
};

inline std::size_t usual_in_flight(const std::string& workload) {
  if (workload == "W2" || workload == "W10" || workload == "W11") return 512;
  if (workload == "W5") return 1000;
  if (workload == "W12") return 32;
  return 1;
}

/// Throws std::invalid_argument with a sentence. `size_min`: what a program's messages have inside.
inline options parse_options(int count, char** words, std::size_t size_min = 16) {
  options out;
  auto value = [&](int& at) -> std::string {
    if (at + 1 >= count) throw std::invalid_argument{std::string{words[at]} + " needs a value"};
    return words[++at];
  };
  for (int at = 1; at < count; ++at) {
    const std::string word = words[at];
    if (word == "--workload") {
      out.workload = value(at);
    } else if (word == "--mode") {
      out.mode = value(at);
    } else if (word == "--handler") {
      out.handler = value(at);
    } else if (word == "--transport") {
      out.transport = value(at);
    } else if (word == "--size") {
      out.size = std::stoul(value(at));
    } else if (word == "--in-flight") {
      out.in_flight = std::stoul(value(at));
    } else if (word == "--seconds") {
      out.seconds = std::stod(value(at));
    } else if (word == "--warm-up") {
      out.warm_up = std::stod(value(at));
    } else if (word == "--pin") {
      out.pin = true;
    } else if (word == "--describe") {
      out.describe = true;
    } else {
      throw std::invalid_argument{"unknown option " + word};
    }
  }
  if (out.in_flight == 0) out.in_flight = usual_in_flight(out.workload);
  if (out.size < size_min) {
    throw std::invalid_argument{"--size is at least " + std::to_string(size_min) +
                                ": id and time are inside"};
  }
  return out;
}

} // namespace carrick::bench
