#pragma once

#include <carrick/serialization/message.hpp>
#include <carrick/sim/observation.hpp>

#include <string>

namespace carrick::sim {

/// A stamp as it travels between the probers of simulated nodes, and a payload that depends on it.
struct sealed {
  std::uint64_t cluster = 0, from = 0, incarnation = 0, to = 0, number = 0, order = 0;
  std::string payload;
  CARRICK_DATA(sealed, "carrick.sim.sealed", cluster, from, incarnation, to, number, order, payload)
};
/// What the handler of a probe does with it.
enum class probe_handling : std::uint32_t {
  answers,
  answers_late,
  refuses,
  throws,
  drops,
  ignores
};
struct probe {
  sealed what;
  std::uint32_t handling = 0;
  CARRICK_REQUEST(probe, "carrick.sim.probe", sealed, what, handling)
};
struct mark {
  sealed what;
  CARRICK_POST(mark, "carrick.sim.mark", what)
};

sealed seal(const stamp& what, std::size_t payload_bytes);
stamp stamp_of(const sealed& s);
/// The payload is the one that belongs to the stamp.
bool is_intact(const sealed& s);

} // namespace carrick::sim
