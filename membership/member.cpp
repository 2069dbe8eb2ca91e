#include <carrick/membership/member.hpp>

namespace carrick {

std::string_view name_of(member_state state) noexcept {
  switch (state) {
    case member_state::joined:
      return "joined";
    case member_state::reachable:
      return "reachable";
    case member_state::suspect:
      return "suspect";
    case member_state::failed:
      return "failed";
    case member_state::left:
      return "left";
    case member_state::removed:
      return "removed";
  }
  return "unknown";
}

} // namespace carrick
