#include <carrick/sim/nodes/probe_messages.hpp>

#include <carrick/sim/draws.hpp>

namespace carrick::sim {
namespace {

std::string payload_of(const sealed& s, std::size_t bytes) {
  random_source letters{s.cluster ^ (s.number << 20) ^ s.incarnation ^ s.order};
  std::string out(bytes, '\0');
  for (char& each : out) each = static_cast<char>('a' + letters.below(26));
  return out;
}

} // namespace

sealed seal(const stamp& what, std::size_t payload_bytes) {
  sealed s{
    what.cluster, what.from.node, what.from.incarnation, what.to, what.number, what.order, {}};
  s.payload = payload_of(s, payload_bytes);
  return s;
}

stamp stamp_of(const sealed& s) {
  return {s.cluster, {s.from, s.incarnation}, s.to, s.number, 1, s.order};
}

bool is_intact(const sealed& s) { return s.payload == payload_of(s, s.payload.size()); }

} // namespace carrick::sim
