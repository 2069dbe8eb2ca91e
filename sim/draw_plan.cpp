#include <carrick/sim/fault_plan.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t faults_in_120s = 50;

/// Draws one fault after the other. What a fault does not need is not drawn.
class plan_drawer {
 public:
  plan_drawer(draws& from, const plan_options& options) : from_(from), options_(options) {}

  std::vector<fault_kind> kinds() {
    if (!options_.kinds.empty()) return options_.kinds;
    constexpr auto count = static_cast<std::uint64_t>(last_fault_kind) + 1;
    std::vector<fault_kind> chosen;
    for (std::uint64_t k = 0; k < count; ++k)
      if (from_.chance(0.4)) chosen.push_back(static_cast<fault_kind>(k));
    if (chosen.empty()) chosen.push_back(static_cast<fault_kind>(from_.below(count)));
    return chosen;
  }

  path_options base_path() {
    path_options p;
    p.delay = from_.magnitude(duration{100us}, duration{100ms});
    if (from_.chance(0.5)) p.jitter = from_.magnitude(duration{50us}, duration{20ms});
    if (from_.chance(0.25))
      p.window = from_.magnitude(std::uint64_t{4} * limits::KiB, 4 * limits::MiB);
    if (from_.chance(0.25))
      p.bytes_per_second = from_.magnitude(std::uint64_t{200'000}, 100'000'000);
    if (from_.chance(0.25)) p.piece_max = from_.magnitude(std::uint64_t{16}, 64 * limits::KiB);
    return p;
  }

  /// How many of the faults shall wait for something.
  void draw_share_of_aims() {
    if (options_.aims && from_.chance(0.5))
      aimed_ = 0.01 * static_cast<double>(from_.between(10, 80));
  }

  fault draw(fault_kind kind) {
    fault f;
    f.kind = kind;
    f.at = from_.between(duration{}, options_.length);
    f.length = length_of(kind);
    choose_nodes(f);
    details(f);
    f.length = std::min(f.length, options_.length - f.at);
    if (aimed_ > 0 && from_.chance(aimed_)) f.aimed = draw_aim();
    return f;
  }

 private:
  /// What comes seldom is waited for once or twice.
  aim draw_aim() {
    aim out;
    out.on = static_cast<moment>(from_.between(1, static_cast<std::uint64_t>(last_moment)));
    out.count = from_.magnitude(1, is_rare(out.on) ? 2 : 30);
    if (from_.chance(0.6)) out.after = from_.magnitude(duration{10us}, duration{200ms});
    return out;
  }

  duration length_of(fault_kind kind) {
    switch (kind) {
      case fault_kind::reset:
      case fault_kind::half_close:
      case fault_kind::wake_together:
      case fault_kind::clock_jump:
        return {};
      case fault_kind::restart:
        return from_.between(duration{}, duration{50ms});
      case fault_kind::small_window:
        return from_.magnitude(duration{10ms}, duration{2s});
      case fault_kind::stall:
        return from_.magnitude(duration{10ms}, duration{5s});
      case fault_kind::pause:
        return from_.magnitude(duration{10ms}, duration{20s});
      case fault_kind::stop:
        return from_.between(duration{12s}, duration{30s});
      default:
        return from_.magnitude(duration{1ms}, duration{20s});
    }
  }

  std::size_t node() { return from_.below(options_.nodes); }

  void choose_nodes(fault& f) {
    switch (f.kind) {
      case fault_kind::partition:
        f.nodes = side();
        return;
      case fault_kind::swizzle:
        f.nodes = side();
        return;
      case fault_kind::stop_accepting:
      case fault_kind::crash:
      case fault_kind::restart:
      case fault_kind::pause:
      case fault_kind::stall:
      case fault_kind::clock_jump:
      case fault_kind::stop:
      case fault_kind::liar:
        f.nodes = {node()};
        return;
      default:
        break;
    }
    auto from = node();
    auto to =
      options_.nodes < 2 ? from : (from + 1 + from_.below(options_.nodes - 1)) % options_.nodes;
    f.nodes = {from, to};
  }

  /// One node, or about half, in drawn order.
  std::vector<std::size_t> side() {
    std::vector<std::size_t> all(options_.nodes);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    for (std::size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[from_.below(i)]);
    all.resize(from_.chance(0.5) ? 1 : std::max<std::size_t>(1, options_.nodes / 2));
    return all;
  }

  void details(fault& f) {
    switch (f.kind) {
      case fault_kind::slow_path:
        f.path.delay = from_.magnitude(duration{1ms}, duration{300ms});
        f.path.jitter = from_.magnitude(duration{100us}, duration{100ms});
        return;
      case fault_kind::long_tail:
        f.path.tail = 0.001 * static_cast<double>(from_.magnitude(1, 50));
        f.path.tail_max = from_.magnitude(duration{10ms}, duration{5s});
        return;
      case fault_kind::narrow_path:
        f.path.bytes_per_second = from_.magnitude(std::uint64_t{1'000}, 1'000'000);
        return;
      case fault_kind::small_window:
        f.path.window = from_.magnitude(std::uint64_t{1}, 4 * limits::KiB);
        return;
      case fault_kind::resets:
        f.path.reset = 1e-5 * static_cast<double>(from_.magnitude(1, 1'000));
        return;
      case fault_kind::corrupt:
        f.path.corrupt = 1e-4 * static_cast<double>(from_.magnitude(1, 100));
        return;
      case fault_kind::bad_dials:
        f.dials.refused = from_.chance(0.5) ? from_.chance(0.3) ? 1.0 : 0.3 : 0.0;
        f.dials.unanswered = from_.chance(0.5) ? 0.3 : 0.0;
        f.dials.late = from_.chance(0.5) ? 0.5 : 0.0;
        f.dials.late_max = from_.magnitude(duration{10ms}, duration{10s});
        return;
      case fault_kind::crash:
      case fault_kind::restart:
        f.how = from_.chance(0.5) ? death::reset : death::silent;
        return;
      case fault_kind::clock_jump:
        f.by = from_.chance(0.5) ? from_.magnitude(duration{1s}, duration{24h})
                                 : -from_.magnitude(duration{1s}, duration{24h});
        return;
      default:
        return;
    }
  }

  draws& from_;
  const plan_options& options_;
  double aimed_ = 0; // the share of faults that are
};

} // namespace

fault_plan draw_plan(draws from, const plan_options& options) {
  plan_drawer drawer{from, options};
  fault_plan plan;
  plan.path = drawer.base_path();
  auto kinds = drawer.kinds();
  auto seconds = static_cast<std::uint64_t>(std::max<duration>(options.length, 1s) / 1s);
  auto least = std::max<std::uint64_t>(1, faults_in_120s * seconds / 120);
  auto count = from.between(least, 2 * least);
  drawer.draw_share_of_aims();
  for (std::uint64_t i = 0; i < count; ++i)
    plan.faults.push_back(drawer.draw(kinds[from.below(kinds.size())]));
  std::stable_sort(plan.faults.begin(), plan.faults.end(),
                   [](const fault& a, const fault& b) { return a.at < b.at; });
  return plan;
}

} // namespace carrick::sim
