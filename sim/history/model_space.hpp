#pragma once

#include <carrick/sim/history/history_call.hpp>
#include <carrick/sim/history/state_space.hpp>

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace carrick::sim {

/// What a service promises, as an object that does one thing after the other:
///
///     struct model {
///       using state = ...;      // with <
///       using operation = ...;  // what is asked
///       using answer = ...;     // with ==
///       state initial() const;
///       answer step(state&, const operation&) const;  // what it does, and the right answer
///       std::string text(const operation&) const;     // and of answers and states: for people
///
///       // Each of these may be left out:
///       std::string key(const operation&) const;  // operations of two keys share no state
///       bool accept(state&, const operation&, const answer&) const;
///           // where more than one answer is right: moves the state as this one says; false: it
///           // could not be given. Left out: right is what step() answers.
///       bool changes_nothing(const operation&, const answer&) const;
///           // so answered, it changes no state: a read, for one. Makes the search much faster.
///       std::optional<std::string> needs(const operation&, const answer&) const;
///       std::optional<std::string> gives(const operation&) const;
///       std::vector<std::string> holds(const state&) const;
///           // what an answer needs the state to hold, what no other kind of operation puts there
///           // and what a state holds: the search then sees early what cannot be answered any more
///       static constexpr bool takes_in_order = true;  // it leaves in the order of holds()
///       unknown_outcome when_unknown(const operation&) const;  // left out: any_time
///     };
template <class M>
concept sequential_model = std::default_initializable<M> && std::copyable<typename M::state> &&
  requires(const M& m, typename M::state& s, const typename M::state& before,
           const typename M::operation& o, const typename M::answer& a) {
  { m.initial() } -> std::convertible_to<typename M::state>;
  { m.step(s, o) } -> std::convertible_to<typename M::answer>;
  { m.text(o) } -> std::convertible_to<std::string>;
  { m.text(a) } -> std::convertible_to<std::string>;
  { m.text(before) } -> std::convertible_to<std::string>;
  { before < before } -> std::convertible_to<bool>;
  { a == a } -> std::convertible_to<bool>;
};

/// What was asked, and answered if it was.
template <sequential_model Model>
struct model_call {
  typename Model::operation asked;
  std::optional<typename Model::answer> got;
};

/// The states that a model takes under the calls of a history, numbered as they are met. The model
/// and the calls outlive it.
template <sequential_model Model>
class model_space final : public state_space {
 public:
  model_space(const Model& model, std::vector<const model_call<Model>*> calls)
      : model_(model), calls_(std::move(calls)) {
    number_of(model_.initial());
    if constexpr (knows_tokens)
      for (const auto* call : calls_) {
        needed_.push_back(call->got ? token_of(model_.needs(call->asked, *call->got)) : nothing);
        given_.push_back(token_of(model_.gives(call->asked)));
      }
  }

  state_number after(state_number state, std::size_t call) override {
    return remembered(state, call * 2, [&](typename Model::state& s) {
      const auto& [asked, got] = *calls_[call];
      if constexpr (requires { model_.accept(s, asked, *got); })
        return model_.accept(s, asked, *got);
      else
        return model_.step(s, asked) == *got;
    });
  }
  state_number after_unanswered(state_number state, std::size_t call) override {
    return remembered(state, call * 2 + 1, [&](typename Model::state& s) {
      static_cast<void>(model_.step(s, calls_[call]->asked));
      return true;
    });
  }
  bool changes_nothing(std::size_t call) const override {
    const auto& [asked, got] = *calls_[call];
    if constexpr (requires { model_.changes_nothing(asked, *got); })
      return got && model_.changes_nothing(asked, *got);
    else
      return false;
  }
  bool alike(std::size_t one, std::size_t other) const override {
    if constexpr (std::equality_comparable<typename Model::operation>)
      return calls_[one]->asked == calls_[other]->asked;
    else
      return false;
  }
  std::string text(state_number state) const override { return model_.text(*states_[state]); }

  token needed(std::size_t call) const override { return knows_tokens ? needed_[call] : nothing; }
  token given(std::size_t call) const override { return knows_tokens ? given_[call] : nothing; }
  std::span<const token> held([[maybe_unused]] state_number state) override {
    if constexpr (knows_tokens) {
      const auto [at, is_new] = held_.try_emplace(state);
      if (is_new)
        for (auto& each : model_.holds(*states_[state]))
          at->second.push_back(token_of(std::optional{std::move(each)}));
      return at->second;
    } else {
      return {};
    }
  }
  bool takes_in_order() const override {
    if constexpr (requires { Model::takes_in_order; })
      return Model::takes_in_order;
    else
      return false;
  }

 private:
  static constexpr bool knows_tokens =
    requires(const Model& m, const typename Model::state& s, const typename Model::operation& o,
             const typename Model::answer& a) {
    m.needs(o, a);
    m.gives(o);
    m.holds(s);
  };

  token token_of(std::optional<std::string> what) {
    if (!what) return nothing;
    return tokens_.try_emplace(std::move(*what), static_cast<token>(tokens_.size())).first->second;
  }
  template <class Step>
  state_number remembered(state_number state, std::size_t what, Step step) {
    const auto [at, is_new] =
      steps_.try_emplace(std::uint64_t{state} << 32 | what, state_space::refused);
    if (is_new) {
      auto next = *states_[state];
      if (step(next)) at->second = number_of(std::move(next));
    }
    return at->second;
  }
  state_number number_of(typename Model::state state) {
    const auto number = static_cast<state_number>(states_.size());
    const auto [at, is_new] = numbers_.try_emplace(std::move(state), number);
    if (is_new) states_.push_back(&at->first);
    return at->second;
  }

  const Model& model_;
  const std::vector<const model_call<Model>*> calls_;
  std::map<typename Model::state, state_number> numbers_;
  std::vector<const typename Model::state*> states_; // by number
  std::unordered_map<std::uint64_t, state_number> steps_;
  std::map<std::string, token> tokens_;
  std::vector<token> needed_, given_; // of each call
  std::unordered_map<state_number, std::vector<token>> held_;
};

} // namespace carrick::sim
