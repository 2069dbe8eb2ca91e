#include <carrick/sim/small_worlds/explore.hpp>

namespace carrick::sim {
namespace {

struct turn {
  std::size_t chosen;
  std::size_t of;
};

/// Worlds cannot be copied, so each order begins anew.
std::string run(small_world& w, std::vector<turn>& path, std::size_t events_max) {
  for (std::size_t i = 0; i < events_max; ++i) {
    auto choices = w.choices();
    if (choices == 0) break;
    if (i == path.size()) path.push_back({0, choices});
    w.take(path[i].chosen);
    if (auto wrong = w.wrong(); !wrong.empty()) return wrong;
  }
  return w.wrong_at_the_end();
}

bool next(std::vector<turn>& path) {
  while (!path.empty() && path.back().chosen + 1 == path.back().of) path.pop_back();
  if (path.empty()) return false;
  ++path.back().chosen;
  return true;
}

} // namespace

exploration explore(const std::function<std::unique_ptr<small_world>()>& make,
                    std::size_t events_max) {
  exploration out;
  std::vector<turn> path;
  do {
    ++out.orders;
    out.wrong = run(*make(), path, events_max);
    if (out.wrong.empty()) continue;
    for (const auto& s : path) out.choices.push_back(s.chosen);
    return out;
  } while (next(path));
  return out;
}

} // namespace carrick::sim
