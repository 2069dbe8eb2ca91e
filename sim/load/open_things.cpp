#include <carrick/sim/load/open_things.hpp>

namespace carrick::sim {

std::string_view name_of(open_thing what) noexcept {
  switch (what) {
    case open_thing::request:
      return "requests without a verdict";
    case open_thing::told_post:
      return "posts whose status is not told";
    case open_thing::room:
      return "waits for room for posts";
    case open_thing::stream:
      return "sides of streams without an end";
    case open_thing::work:
      return "works that do not come back";
    case open_thing::timer:
      return "timers";
    case open_thing::unseen:
      return "lasting monitors of actors that they do not see";
  }
  return "";
}

bool open_things::ended(open_thing what) noexcept {
  auto& count = counts_[index(what)];
  if (count == 0) return false;
  --count;
  return true;
}

std::string open_things::text() const {
  std::string out;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    const auto what = static_cast<open_thing>(i);
    if (counts_[i] == 0 || what == open_thing::timer) continue;
    out += (out.empty() ? "" : ", ") + std::to_string(counts_[i]) + " ";
    out += name_of(what);
  }
  return out;
}

} // namespace carrick::sim
