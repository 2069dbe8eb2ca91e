// carrick's own measurements, in the form that all programs of a comparison have.
#include "pair.hpp"
#include "settings.hpp"

#include "../support/program.hpp"

#include <cstring>
#include <vector>

namespace carrick::bench {
namespace {

const std::vector<entry>& workloads() {
  static const std::vector<entry> all{
    {"W1", "", serve, ask},  {"W2", "", serve, ask},
    {"W3", "", serve, post}, {"W4", "", serve, post},
    {"W5", "", serve, ask},  {"W6", "", serve, ask_beside_bulk},
    {"W9", "", serve, exchange_items},
    {"W10", "", serve, ask}, {"W11", "", serve, ask},
  };
  return all;
}

/// Takes what only this program knows out of the words; the rest is for parse_options().
std::vector<char*> take_settings(int count, char** words) {
  std::vector<char*> rest;
  auto& mine = chosen();
  for (int at = 0; at < count; ++at) {
    const std::string word = words[at];
    const bool has_value = at + 1 < count;
    if (word == "--loops" && has_value) {
      mine.loops = std::stoul(words[++at]);
    } else if (word == "--spin-us" && has_value) {
      mine.spin_us = std::stoul(words[++at]);
    } else if (word == "--no-checksum") {
      mine.checksum = false;
    } else {
      rest.push_back(words[at]);
    }
  }
  return rest;
}

} // namespace
} // namespace carrick::bench

int main(int argc, char** argv) {
  using namespace carrick::bench;
  auto words = take_settings(argc, argv);
  return program{"carrick", workloads()}.run(static_cast<int>(words.size()), words.data());
}
