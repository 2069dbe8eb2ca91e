#include <carrick/sim/under_way.hpp>

#include <array>

namespace carrick::sim {

std::string_view name_of(under_way what) noexcept {
  static constexpr std::array<std::string_view, under_way_kinds> texts{
    "down",   "held",      "leaving",  "unlinked", "handshake", "stranger",  "waiting",
    "unsent", "in_flight", "requests", "handlers", "streams",   "transfers", "owing"};
  return texts[static_cast<std::size_t>(what)];
}

} // namespace carrick::sim
