#include <carrick/membership/event.hpp>

#include <algorithm>
#include <array>
#include <ostream>

namespace carrick {
namespace {

constexpr std::array<std::string_view, 8> names{"snapshot", "joined",    "left",      "suspect",
                                                "failed",   "reachable", "restarted", "changed"};

} // namespace

std::string_view name_of(member_event::type type) noexcept {
  auto i = static_cast<std::size_t>(type);
  return i < names.size() ? names[i] : "unknown";
}

bool parse_member_event_type(std::string_view name, member_event::type& out) noexcept {
  auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return false;
  out = static_cast<member_event::type>(found - names.begin());
  return true;
}

std::string to_string(const member_event& event) {
  std::string out{name_of(event.what)};
  out += ' ' + event.node.text() + " (";
  out += name_of(event.info.state);
  for (const auto& address : event.info.addresses) out += ", " + address;
  return out + ')';
}

std::ostream& operator<<(std::ostream& out, const member_event& event) {
  return out << to_string(event);
}

} // namespace carrick
