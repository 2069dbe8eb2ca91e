#include <carrick/sim/network/happening.hpp>

namespace carrick::sim::transit {

std::string_view name_of(happening what) noexcept {
  switch (what) {
    case happening::dial:
      return "dial";
    case happening::dialed:
      return "dialed";
    case happening::dial_ended:
      return "dial_ended";
    case happening::connect:
      return "connect";
    case happening::accept:
      return "accept";
    case happening::deliver:
      return "deliver";
    case happening::corrupted:
      return "corrupted";
    case happening::finish:
      return "finish";
    case happening::reset:
      return "reset";
    case happening::breakage:
      return "breakage";
    case happening::closed:
      return "closed";
    case happening::silence:
      return "silence";
    case happening::heard:
      return "heard";
    case happening::kill:
      return "kill";
    case happening::revive:
      return "revive";
    case happening::no_accept:
      return "no_accept";
  }
  return "";
}

} // namespace carrick::sim::transit
