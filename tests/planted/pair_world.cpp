#include "pair_world.hpp"

#include "../support/post_world.hpp"

#include <carrick/core/random.hpp>

#include <algorithm>
#include <list>

namespace carrick::planted {
namespace {

using namespace net;
using namespace net::test;

// They are quick.
constexpr std::uint64_t pairs_a_seed = 8;

/// Two processes and two connections, of which the older may still carry what was written to it.
class pair_run {
 public:
  explicit pair_run(std::uint64_t seed) : random_(seed ^ 0x9a172) {
    for (auto* each : {&world_.a, &world_.b}) {
      each->limits.frame_bytes = 1024;
      if (random_.below(3) == 0)
        each->limits.post_window = static_cast<std::uint32_t>(100 + random_.below(5'000));
    }
    world_.b.knows_other = random_.below(2) == 0;
    world_.b.keeps.posts_max = 5 + random_.below(20);
  }

  std::string run() {
    auto rounds = 4 + random_.below(8);
    for (std::uint64_t round = 0; round < rounds; ++round) {
      connect(round);
      work();
      if (auto wrong = inexact(); !wrong.empty()) return wrong;
    }
    connect(1);
    if (!world_.b.knows_other) world_.end_of_b().promote(world_.now);
    world_.run();
    return verdict();
  }

 private:
  void connect(std::uint64_t round) {
    if (round > 0 && random_.below(2) == 0) world_.cut();
    if (old_) old_->cut(world_.now);
    old_ = std::move(world_.wire);
    world_.connect(~std::size_t{0}, random_.below(2) == 0).piece = 1 + random_.below(400);
  }
  void work() {
    auto& [a, b, now, wire] = world_;
    for (auto steps = 10 + random_.below(300); steps > 0; --steps) {
      wire->step(now);
      if (old_ && random_.below(2) == 0) old_->step(now);
      if (random_.below(15) == 0) post(a);
      if (random_.below(15) == 0 && b.knows_other) post(b);
      if (!b.knows_other && world_.end_of_b().link && random_.below(300) == 0)
        world_.end_of_b().promote(now);
      if (random_.below(40) == 0) pass();
    }
  }
  void post(post_process& from) {
    auto size = random_.below(5) == 0 ? random_.below(4'000) : random_.below(60);
    (void)from.post(1 + random_.below(3), size, false, world_.now);
  }
  void pass() {
    world_.now += 10ms;
    for (auto* end : {&world_.wire->a, &world_.wire->b}) end->tick(world_.now);
  }
  std::string inexact() const {
    return world_.a.exact() && world_.b.exact() ? "" : "an account does not close";
  }

  /// Posts that were pushed out of what a stranger's link keeps are missing, and counted.
  std::string verdict() const {
    const auto& [a, b, now, wire] = world_;
    if (auto wrong = a.wrong_with(b); !wrong.empty()) return wrong;
    auto sent = a.box->account();
    if (!a.exact() || sent.in_flight + sent.unsent + sent.in_doubt > 0)
      return std::to_string(sent.in_flight + sent.unsent) + " posts are under way, " +
        std::to_string(sent.in_doubt) + " in doubt";
    if (sent.delivered != b.handed.size())
      return std::to_string(sent.delivered) + " posts are called delivered, " +
        std::to_string(b.handed.size()) + " were handed out";
    if (sent.refused == 0) return b.wrong_with(a);
    return in_order(b.handed);
  }
  static std::string in_order(const std::vector<std::string>& handed) {
    std::map<std::string, std::uint64_t> last;
    for (const auto& each : handed) {
      auto dot = each.find('.');
      auto number = std::stoull(each.substr(dot + 1));
      auto& before = last[each.substr(0, dot)];
      if (number <= before) return each + " was handed out after " + std::to_string(before);
      before = number;
    }
    return {};
  }

  random_source random_;
  post_world world_;
  std::unique_ptr<post_wire> old_;
};

/// The table against a list.
std::string run_table(std::uint64_t seed) {
  random_source random{seed};
  auto now = time_point{} + 1000h;
  tentative_table table{{.links_max = 3}};
  std::list<std::pair<node_id, tentative_table::link_number>> links; // in the order of their coming
  for (int step = 0; step < 100; ++step) {
    auto node = node_id::parse("n" + std::to_string(random.below(6))).value();
    auto known = std::find_if(links.begin(), links.end(),
                              [&](const auto& each) { return each.first == node; });
    if (random.below(4) == 0 && known != links.end()) {
      table.ended(known->second);
      links.erase(known);
      continue;
    }
    auto added = table.add(node, now += 1ms);
    if (added.replaced.has_value() != (known != links.end()))
      return "a link of the same node was not replaced";
    if (known != links.end()) links.erase(known);
    links.emplace_back(node, added.link);
    bool is_full = links.size() > 3;
    if (added.evicted.has_value() != is_full || (is_full && *added.evicted != links.front().second))
      return "the least recently created link was not the one that gave way";
    if (is_full) links.pop_front();
  }
  return {};
}

} // namespace

std::optional<sim::violation> run_pair(std::uint64_t seed) {
  for (std::uint64_t i = 0; i < pairs_a_seed; ++i)
    if (auto wrong = pair_run{seed * pairs_a_seed + i}.run(); !wrong.empty())
      return sim::violation{"pair", wrong, duration{}};
  if (auto wrong = run_table(seed); !wrong.empty())
    return sim::violation{"table", wrong, duration{}};
  return {};
}

} // namespace carrick::planted
