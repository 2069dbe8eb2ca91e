#pragma once

#include <carrick/sim/world.hpp>

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace carrick::test::transcripts {

/// What happens in a simulated cluster, for people. Lines of one millisecond are ordered by node:
/// only what a reader may rely on should be recorded truth.
class recorder {
 public:
  explicit recorder(sim::world& in) : in_(in) {}

  void add(std::string_view node, std::string text);
  /// From now on also lines of that kind of the world's trace.
  void show(std::string_view kind) { kinds_.emplace(kind); }
  /// Whether that node has a line since take() that begins so.
  bool has(std::string_view node, std::string_view beginning) const;
  /// "  1.204 n2 link up: dialed n3", for all since the last call.
  std::vector<std::string> take();

 private:
  void add_from_trace();

  sim::world& in_;
  std::vector<sim::trace_line> lines_; // with an empty kind if they are not of the trace
  std::set<std::string, std::less<>> kinds_;
  std::size_t seen_ = 0; // lines of the trace
};

} // namespace carrick::test::transcripts
