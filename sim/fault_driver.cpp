#include <carrick/sim/fault_driver.hpp>

#include <carrick/core/quantity.hpp>

#include <algorithm>
#include <utility>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

constexpr duration aftermath = 1s;

constexpr int begins = -1;
constexpr int strikes = -2;
constexpr int ends = -3;

/// Of the first of its nodes, and with the last one if there are two and both are known.
bool is_awaited(const fault& f, const seen_moment& seen) noexcept {
  if (f.aimed.on != seen.what || f.nodes.front() != seen.node) return false;
  return f.nodes.size() != 2 || !seen.with || *seen.with == f.nodes.back();
}

bool have_a_node_in_common(const fault& one, const fault& other) {
  return std::find_first_of(one.nodes.begin(), one.nodes.end(), other.nodes.begin(),
                            other.nodes.end()) != one.nodes.end();
}

bool is_of_paths(fault_kind kind) noexcept {
  switch (kind) {
    case fault_kind::slow_path:
    case fault_kind::long_tail:
    case fault_kind::narrow_path:
    case fault_kind::small_window:
    case fault_kind::resets:
    case fault_kind::corrupt:
      return true;
    default:
      return false;
  }
}

void lay_over(path_options& path, const fault& f) {
  const auto& p = f.path;
  switch (f.kind) {
    case fault_kind::slow_path:
      path.delay = std::max(path.delay, p.delay);
      path.jitter = std::max(path.jitter, p.jitter);
      return;
    case fault_kind::long_tail:
      path.tail = p.tail;
      path.tail_max = p.tail_max;
      return;
    case fault_kind::narrow_path:
      path.bytes_per_second = p.bytes_per_second;
      return;
    case fault_kind::small_window:
      path.window = p.window;
      return;
    case fault_kind::resets:
      path.reset = std::max(path.reset, p.reset);
      return;
    case fault_kind::corrupt:
      path.corrupt = std::max(path.corrupt, p.corrupt);
      return;
    default:
      return;
  }
}

std::string text_of(const fault& f) {
  std::string text{name_of(f.kind)};
  for (auto n : f.nodes) text += " " + subject::name(n);
  if (f.length > duration{}) text += " for " + show_duration(f.length);
  if (const auto aimed = to_string(f.aimed); !aimed.empty()) text += ", " + aimed;
  return text;
}

} // namespace

fault_driver::fault_driver(subject& on, const fault_plan& plan) : on_(on), plan_(plan) {
  struck_.path = plan_.path;
  on_.net().set_default_path(plan_.path);
  for (std::size_t i = 0; i < plan_.faults.size(); ++i)
    later(deadline_after(world::beginning, plan_.faults[i].at), i, begins);
}

void fault_driver::later(time_point at, std::size_t which, int what) {
  steps_.push_back({at, order_++, which, what});
  std::push_heap(steps_.begin(), steps_.end(), [](const step& a, const step& b) {
    return std::pair{a.at, a.order} > std::pair{b.at, b.order};
  });
  on_.in().at(steps_.front().at, go_on_);
}

void fault_driver::go_on() {
  auto& w = on_.in();
  while (!steps_.empty() && steps_.front().at <= w.now()) {
    std::pop_heap(steps_.begin(), steps_.end(), [](const step& a, const step& b) {
      return std::pair{a.at, a.order} > std::pair{b.at, b.order};
    });
    auto next = steps_.back();
    steps_.pop_back();
    if (next.what == begins)
      begin(next.which);
    else if (next.what == strikes)
      apply(next.which);
    else if (next.what == ends)
      end(next.which);
    else {
      auto node = static_cast<std::size_t>(next.what) / 2;
      fault one;
      one.nodes = {node};
      silence_around(one, next.what % 2 == 0 ? 1 : -1);
    }
  }
  if (!steps_.empty()) w.at(steps_.front().at, go_on_);
}

void fault_driver::begin(std::size_t which) {
  const auto& f = plan_.faults[which];
  if (f.aimed.on == moment::none) return apply(which);
  on_.in().note("", "fault", "waits: " + text_of(f));
  waiting_.push_back({which, f.aimed.count});
}

/// In the middle of what happens: a fault strikes behind it, even if it strikes at once.
void fault_driver::happened(const seen_moment& what) {
  std::erase_if(waiting_, [&](aimed_fault& each) {
    const auto& f = plan_.faults[each.which];
    if (!is_awaited(f, what) || --each.left > 0) return false;
    later(deadline_after(on_.in().now(), f.aimed.after), each.which, strikes);
    return true;
  });
}

/// In what it strikes, and beside what. What a fault does to links takes a while to come right.
void fault_driver::look_around(const fault& f) {
  under_way_set there;
  for (const auto node : f.nodes) there.add(on_.what_is_under_way(node));
  reached_.reach(f.kind, there);
  if (f.aimed.on != moment::none) reached_.reach(coverage::number_of(f.kind, f.aimed.on));
  const auto now = on_.in().elapsed();
  for (const auto& other : struck_.faults)
    if (now - other.at < other.length + aftermath && have_a_node_in_common(f, other))
      reached_.reach(coverage::number_of(f.kind, other.kind));
}

void fault_driver::apply(std::size_t which) {
  const auto& f = plan_.faults[which];
  auto& net = on_.net();
  ++applied_;
  look_around(f);
  struck_.faults.push_back(f);
  struck_.faults.back().at = on_.in().elapsed();
  on_.in().note("", "fault", text_of(f));
  auto one = f.nodes.front();
  auto other = f.nodes.back();
  bool lasts = true;
  switch (f.kind) {
    case fault_kind::clog:
    case fault_kind::one_way:
      silence({one, other}, 1);
      break;
    case fault_kind::partition:
      silence_around(f, 1);
      break;
    case fault_kind::swizzle:
      return swizzle(which);
    case fault_kind::reset:
    case fault_kind::wake_together:
      net.reset(subject::name(one), subject::name(other));
      lasts = false;
      break;
    case fault_kind::half_close:
      net.half_close(subject::name(one), subject::name(other));
      lasts = false;
      break;
    case fault_kind::stop_accepting:
      net.stop_accepting(subject::name(one), f.length);
      lasts = false;
      break;
    case fault_kind::crash:
    case fault_kind::restart:
      on_.crash(one, f.how);
      break;
    case fault_kind::stop:
      on_.stop(one);
      break;
    case fault_kind::forget:
      if (one != other && ++forgets_[{one, other}] == 1) on_.forget(one, other);
      break;
    case fault_kind::pause:
      on_.pause(one, f.length);
      lasts = false;
      break;
    case fault_kind::stall:
      on_.stall(one, f.length);
      lasts = false;
      break;
    case fault_kind::liar:
      on_.lie_to(one, f.length);
      lasts = false;
      break;
    case fault_kind::clock_jump:
      on_.jump_clock(one, f.by);
      lasts = false;
      break;
    default:
      active_.push_back(which);
      f.kind == fault_kind::bad_dials ? lay_dials({one, other}) : lay_path({one, other});
  }
  if (lasts) later(deadline_after(on_.in().now(), f.length), which, ends);
}

void fault_driver::end(std::size_t which) {
  const auto& f = plan_.faults[which];
  auto one = f.nodes.front();
  auto other = f.nodes.back();
  on_.in().note("", "fault", "end of " + text_of(f));
  switch (f.kind) {
    case fault_kind::clog:
    case fault_kind::one_way:
      return silence({one, other}, -1);
    case fault_kind::partition:
      return silence_around(f, -1);
    case fault_kind::crash:
    case fault_kind::restart:
    case fault_kind::stop:
      return on_.restart(one);
    case fault_kind::forget:
      if (one != other && --forgets_[{one, other}] == 0) on_.admit(one, other);
      return;
    default:
      break;
  }
  std::erase(active_, which);
  f.kind == fault_kind::bad_dials ? lay_dials({one, other}) : lay_path({one, other});
}

void fault_driver::silence(path_ends path, int by) {
  auto& count = silences_[path];
  auto before = count;
  count += by;
  if (before == 0 && count == 1)
    on_.net().silence(subject::name(path.first), subject::name(path.second));
  if (before == 1 && count == 0)
    on_.net().hear(subject::name(path.first), subject::name(path.second));
}

/// Between those nodes and all others, both ways.
void fault_driver::silence_around(const fault& f, int by) {
  auto inside = [&](std::size_t n) {
    return std::find(f.nodes.begin(), f.nodes.end(), n) != f.nodes.end();
  };
  for (std::size_t a = 0; a < on_.size(); ++a)
    for (std::size_t b = 0; b < on_.size(); ++b)
      if (a != b && inside(a) != inside(b)) silence({a, b}, by);
}

/// One after the other is clogged in the first half of the time, and freed in the second in the
/// other order by parity.
void fault_driver::swizzle(std::size_t which) {
  const auto& f = plan_.faults[which];
  auto now = on_.in().now();
  auto count = static_cast<int>(f.nodes.size());
  auto length = std::min(f.length, duration::max() / (2 * count));
  for (int i = 0; i < count; ++i) {
    auto node = static_cast<int>(f.nodes[static_cast<std::size_t>(i)]);
    auto freed = (i * 2 + 1) % count; // another order
    later(deadline_after(now, length * i / (2 * count)), which, 2 * node);
    later(deadline_after(now, length / 2 + length * freed / (2 * count)), which, 2 * node + 1);
  }
}

void fault_driver::lay_path(path_ends path) {
  auto laid = plan_.path;
  for (auto which : active_) {
    const auto& f = plan_.faults[which];
    if (is_of_paths(f.kind) && f.nodes.front() == path.first && f.nodes.back() == path.second)
      lay_over(laid, f);
  }
  on_.net().set_path(subject::name(path.first), subject::name(path.second), laid);
}

void fault_driver::lay_dials(path_ends path) {
  dial_options laid;
  for (auto which : active_) {
    const auto& f = plan_.faults[which];
    if (f.kind == fault_kind::bad_dials && f.nodes.front() == path.first &&
        f.nodes.back() == path.second)
      laid = f.dials;
  }
  on_.net().set_dials(subject::name(path.first), subject::name(path.second), laid);
}

void fault_driver::heal() {
  steps_.clear();
  waiting_.clear();
  active_.clear();
  silences_.clear();
  on_.in().cancel(go_on_);
  on_.in().note("", "fault", "all faults end");
  auto& net = on_.net();
  on_.end_lies();
  net.hear_all();
  net.set_default_path({});
  for (std::size_t a = 0; a < on_.size(); ++a)
    for (std::size_t b = 0; b < on_.size(); ++b) {
      net.set_path(subject::name(a), subject::name(b), {});
      net.set_dials(subject::name(a), subject::name(b), {});
    }
  for (auto [pair, count] : std::exchange(forgets_, {}))
    if (count > 0) on_.admit(pair.first, pair.second);
  for (std::size_t n = 0; n < on_.size(); ++n) on_.restart(n);
}

} // namespace carrick::sim
