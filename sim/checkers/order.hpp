#pragma once

#include <carrick/sim/checkers/checker.hpp>

#include <map>
#include <tuple>

namespace carrick::sim {

/// I3: what has one channel arrives in the order in which it was sent, and once.
class order_checker final : public checker {
 public:
  void see(const observation& what, duration at) override;

 private:
  void arrived(const received& got, std::string_view what, duration at);

  std::map<std::tuple<process_id, std::size_t, std::uint64_t>, std::uint64_t> last_;
};

} // namespace carrick::sim
