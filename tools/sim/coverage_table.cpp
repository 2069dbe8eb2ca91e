#include <carrick/tools/sim/coverage_table.hpp>

#include <carrick/tools/table.hpp>

#include <algorithm>
#include <cstdio>
#include <tuple>
#include <utility>

namespace carrick::tools {
namespace {

using sim::coverage;

constexpr std::size_t pairs_shown = 12;

template <class F>
void each_fault(F f) {
  for (std::size_t k = 0; k < coverage::kinds; ++k) f(static_cast<sim::fault_kind>(k));
}
template <class F>
void each_state(F f) {
  for (std::size_t i = 0; i < sim::under_way_kinds; ++i) f(static_cast<sim::under_way>(i));
}
template <class F>
void each_moment(F f) {
  for (std::size_t i = 1; i <= coverage::moments; ++i) f(static_cast<sim::moment>(i));
}
template <class F>
void each_pair(F f) {
  each_fault([&](sim::fault_kind one) {
    each_fault([&](sim::fault_kind other) {
      if (other >= one) f(one, other);
    });
  });
}

table numbers_under(std::vector<std::string> headings) {
  const auto columns = headings.size();
  table out{std::move(headings)};
  for (std::size_t column = 1; column < columns; ++column) out.align_right(column);
  return out;
}

std::string upper(std::string_view name) {
  std::string out{name};
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::string with_two_places(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", number);
  return text;
}

} // namespace

void coverage_table::add(const sim::coverage& of_a_seed) {
  ++seeds_;
  for (std::size_t number = 0; number < coverage::size; ++number)
    by_number_[number] += of_a_seed.has(number);
}

std::size_t coverage_table::reached(std::size_t from, std::size_t to) const noexcept {
  std::size_t count = 0;
  for (auto number = from; number < to; ++number) count += by_number_[number] > 0;
  return count;
}

/// What the next seed adds is estimated by what one alone has reached (Good, 1953).
std::string coverage_table::summary() const {
  const auto part = [this](std::string_view what, std::size_t from, std::size_t to) {
    return std::string{what} + " " + std::to_string(reached(from, to)) + " of " +
      std::to_string(to - from) + ", ";
  };
  const auto once = std::count(by_number_.begin(), by_number_.end(), std::uint64_t{1});
  const auto next =
    static_cast<double>(once) / static_cast<double>(std::max<std::uint64_t>(1, seeds_));
  return part("reached: faults in what was under way", 0, coverage::pairs_from) +
    part("pairs of faults", coverage::pairs_from, coverage::aims_from) +
    part("aims", coverage::aims_from, coverage::size) + "by one seed alone " +
    std::to_string(once) + "; the next seed adds about " + with_two_places(next);
}

std::string coverage_table::text(bool color) const {
  const auto seeds_of = [this](std::size_t number) { return std::to_string(by_number_[number]); };
  std::vector<std::string> states{"STRUCK IN"}, moments{"AIMED AT"};
  each_state([&](auto what) { states.push_back(upper(name_of(what))); });
  each_moment([&](auto what) { moments.push_back(upper(name_of(what))); });
  auto struck = numbers_under(std::move(states));
  auto aimed = numbers_under(std::move(moments));
  each_fault([&](auto fault) {
    std::vector<std::string> in{std::string{name_of(fault)}}, at = in;
    each_state([&](auto what) { in.push_back(seeds_of(coverage::number_of(fault, what))); });
    each_moment([&](auto what) { at.push_back(seeds_of(coverage::number_of(fault, what))); });
    struck.add(std::move(in));
    aimed.add(std::move(at));
  });
  return struck.text(color) + "\n" + aimed.text(color) + "\n" + seldom_together(color);
}

std::string coverage_table::seldom_together(bool color) const {
  std::vector<std::tuple<std::uint64_t, sim::fault_kind, sim::fault_kind>> pairs;
  each_pair([&](auto one, auto other) {
    pairs.emplace_back(by_number_[coverage::number_of(one, other)], one, other);
  });
  std::sort(pairs.begin(), pairs.end());
  pairs.resize(std::min(pairs.size(), pairs_shown));
  table out{{"SELDOM", "TOGETHER", "SEEDS"}};
  out.align_right(2);
  for (const auto& [seeds, one, other] : pairs)
    out.add({std::string{name_of(one)}, std::string{name_of(other)}, std::to_string(seeds)});
  return out.text(color);
}

std::vector<coverage_line> coverage_table::lines() const {
  std::vector<coverage_line> out;
  const auto add = [&](sim::fault_kind fault, std::string_view how, std::string_view with,
                       std::size_t number) {
    out.push_back(
      {std::string{name_of(fault)}, std::string{how}, std::string{with}, by_number_[number]});
  };
  each_fault([&](auto fault) {
    each_state([&](auto w) { add(fault, "struck", name_of(w), coverage::number_of(fault, w)); });
    each_moment([&](auto w) { add(fault, "aimed", name_of(w), coverage::number_of(fault, w)); });
  });
  each_pair([&](auto one, auto other) {
    add(one, "beside", name_of(other), coverage::number_of(one, other));
  });
  return out;
}

} // namespace carrick::tools
