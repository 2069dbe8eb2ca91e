#include <carrick/sim/fault_plan.hpp>

#include <carrick/core/quantity.hpp>

#include <algorithm>
#include <array>

namespace carrick::sim {
namespace {

struct named {
  fault_kind kind;
  std::string_view name;
};

constexpr std::array names{
  named{fault_kind::slow_path, "slow_path"},
  named{fault_kind::long_tail, "long_tail"},
  named{fault_kind::clog, "clog"},
  named{fault_kind::swizzle, "swizzle"},
  named{fault_kind::narrow_path, "narrow_path"},
  named{fault_kind::small_window, "small_window"},
  named{fault_kind::reset, "reset"},
  named{fault_kind::resets, "resets"},
  named{fault_kind::half_close, "half_close"},
  named{fault_kind::partition, "partition"},
  named{fault_kind::one_way, "one_way"},
  named{fault_kind::corrupt, "corrupt"},
  named{fault_kind::bad_dials, "bad_dials"},
  named{fault_kind::wake_together, "wake_together"},
  named{fault_kind::stop_accepting, "stop_accepting"},
  named{fault_kind::crash, "crash"},
  named{fault_kind::restart, "restart"},
  named{fault_kind::pause, "pause"},
  named{fault_kind::stall, "stall"},
  named{fault_kind::clock_jump, "clock_jump"},
  named{fault_kind::stop, "stop"},
  named{fault_kind::forget, "forget"},
  named{fault_kind::liar, "liar"},
};

bool same(const path_options& a, const path_options& b) {
  return a.delay == b.delay && a.jitter == b.jitter && a.tail == b.tail &&
    a.tail_max == b.tail_max && a.bytes_per_second == b.bytes_per_second && a.window == b.window &&
    a.piece_max == b.piece_max && a.reset == b.reset && a.corrupt == b.corrupt;
}

bool same(const dial_options& a, const dial_options& b) {
  return a.refused == b.refused && a.unanswered == b.unanswered && a.late == b.late &&
    a.late_max == b.late_max;
}

bool same(const aim& a, const aim& b) {
  return a.on == b.on && a.count == b.count && a.after == b.after;
}

bool same(const fault& a, const fault& b) {
  return a.kind == b.kind && a.at == b.at && same(a.aimed, b.aimed) && a.length == b.length &&
    a.nodes == b.nodes && same(a.path, b.path) && same(a.dials, b.dials) && a.how == b.how &&
    a.by == b.by;
}

} // namespace

std::string_view name_of(fault_kind kind) noexcept {
  return names[static_cast<std::size_t>(kind)].name;
}

bool parse_fault_kind(std::string_view name, fault_kind& out) noexcept {
  auto found =
    std::find_if(names.begin(), names.end(), [&](const named& n) { return n.name == name; });
  if (found == names.end()) return false;
  out = found->kind;
  return true;
}

std::string to_string(const aim& of) {
  if (of.on == moment::none) return {};
  std::string text = of.after > duration{} ? show_duration(of.after) + " after " : "at ";
  text += name_of(of.on);
  if (of.count > 1) text += " " + std::to_string(of.count);
  return text;
}

bool operator==(const fault_plan& a, const fault_plan& b) {
  return same(a.path, b.path) &&
    std::equal(a.faults.begin(), a.faults.end(), b.faults.begin(), b.faults.end(),
               [](const fault& x, const fault& y) { return same(x, y); });
}

bool damages(const fault_plan& plan) noexcept {
  return plan.path.corrupt > 0 ||
    std::any_of(plan.faults.begin(), plan.faults.end(),
                [](const fault& f) { return f.kind == fault_kind::corrupt; });
}

} // namespace carrick::sim
