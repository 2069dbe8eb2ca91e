#include <carrick/sim/history/product_space.hpp>

namespace carrick::sim {

product_space::product_space(std::vector<part> parts, std::vector<place> calls)
    : parts_(std::move(parts)), calls_(std::move(calls)) {
  const auto first = numbers_.try_emplace(std::vector<state_number>(parts_.size()), 0).first;
  states_.push_back(&first->first);
}

state_space::state_number product_space::with(state_number state, std::size_t where,
                                              state_number next) {
  if (next == refused) return refused;
  auto of = *states_[state];
  if (std::exchange(of[where], next) == next) return state;
  const auto number = static_cast<state_number>(states_.size());
  const auto [at, is_new] = numbers_.try_emplace(std::move(of), number);
  if (is_new) states_.push_back(&at->first);
  return at->second;
}

state_space::state_number product_space::after(state_number state, std::size_t call) {
  const auto& [where, number] = calls_[call];
  return with(state, where, parts_[where].space->after((*states_[state])[where], number));
}

state_space::state_number product_space::after_unanswered(state_number state, std::size_t call) {
  const auto& [where, number] = calls_[call];
  return with(state, where,
              parts_[where].space->after_unanswered((*states_[state])[where], number));
}

bool product_space::changes_nothing(std::size_t call) const {
  const auto& [where, number] = calls_[call];
  return parts_[where].space->changes_nothing(number);
}

bool product_space::alike(std::size_t one, std::size_t other) const {
  const auto& [where, number] = calls_[one];
  return where == calls_[other].first && parts_[where].space->alike(number, calls_[other].second);
}

std::string product_space::text(state_number state) const {
  std::string out;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    if (!out.empty()) out += ", ";
    if (!parts_[i].name.empty()) out += parts_[i].name + ": ";
    out += parts_[i].space->text((*states_[state])[i]);
  }
  return out;
}

} // namespace carrick::sim
