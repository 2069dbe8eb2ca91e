#include <carrick/actors/down_event.hpp>

#include <array>

namespace carrick {

std::string_view name_of(down_event::reason reason) noexcept {
  constexpr std::array<std::string_view, 4> names{"ended", "no_such_actor", "node_failed",
                                                  "removed"};
  auto i = static_cast<std::size_t>(reason);
  return i < names.size() ? names[i] : "unknown";
}

std::string to_string(const down_event& event) {
  auto out = event.node.text() + '/' + event.actor + " is down (";
  out += name_of(event.what);
  out += ')';
  return event.why.ok() ? out : out + ": " + to_string(event.why);
}

} // namespace carrick
