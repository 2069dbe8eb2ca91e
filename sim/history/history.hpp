#pragma once

#include <carrick/core/ensure.hpp>
#include <carrick/sim/history/judgement.hpp>
#include <carrick/sim/history/model_space.hpp>
#include <carrick/sim/history/product_space.hpp>

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace carrick::sim {

/// What clients asked of a service and were answered, in the order in which that happened, to be
/// judged by a model of the service:
///
///     history<map_model> seen;
///     auto call = seen.begin("client 1", map_model::put("ada", "1815"), now);
///     ...
///     seen.answered(call, map_model::done(), now);
///     CHECK(seen.judge().right());
///
/// Each call ends once, or never. One thread.
template <sequential_model Model>
class history {
 public:
  using operation = typename Model::operation;
  using answer = typename Model::answer;

  explicit history(Model model = {}) : model_(std::move(model)) {}

  /// A client asks; `at` is for people. Returns the number of the call.
  std::size_t begin(std::string client, operation asked, duration at) {
    calls_.push_back({std::move(asked), {}});
    shown_.push_back({.client = std::move(client), .invoked = ++place_, .invoked_at = at});
    return calls_.size() - 1;
  }
  void answered(std::size_t call, answer got, duration at) {
    calls_[call].got = std::move(got);
    end(call, call_outcome::answered, at);
  }
  /// It surely did not happen: surely_not_executed(code), or a refusal of the service.
  void failed(std::size_t call, duration at) { end(call, call_outcome::failed, at); }
  /// Its caller gave up.
  void unknown(std::size_t call, duration at) { end(call, call_outcome::unknown, at); }

  std::size_t size() const noexcept { return calls_.size(); }

  /// Linearizability is judged key by key, sequential consistency of all keys together, since
  /// orders of single keys need not fit each other.
  judgement judge(const search_options& options = {}) const {
    judgement found;
    const auto keys = by_key();
    if (options.which == consistency::linearizable || keys.size() == 1) {
      for (const auto& [key, calls] : keys) {
        model_space<Model> space{model_, chosen(calls)};
        judge_history(erased(key, calls, space), options, found);
      }
    } else {
      auto whole = together(keys);
      std::vector<std::size_t> all(calls_.size());
      for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
      judge_history(erased({}, all, whole), options, found);
    }
    return found;
  }

 private:
  using numbers = std::vector<std::size_t>;

  void end(std::size_t call, call_outcome how, duration at) {
    ENSURE(shown_[call].returned == history_call::open_end);
    shown_[call].returned = ++place_;
    shown_[call].returned_at = at;
    shown_[call].outcome = how;
  }
  std::map<std::string, numbers> by_key() const {
    std::map<std::string, numbers> out;
    for (std::size_t i = 0; i < calls_.size(); ++i) out[key_of(calls_[i].asked)].push_back(i);
    return out;
  }
  std::string key_of(const operation& asked) const {
    if constexpr (requires { model_.key(asked); })
      return model_.key(asked);
    else
      return {};
  }
  std::vector<const model_call<Model>*> chosen(const numbers& calls) const {
    std::vector<const model_call<Model>*> out;
    for (auto i : calls) out.push_back(&calls_[i]);
    return out;
  }
  product_space together(const std::map<std::string, numbers>& keys) const {
    std::vector<product_space::part> parts;
    std::vector<product_space::place> places(calls_.size());
    for (const auto& [key, calls] : keys) {
      for (std::size_t i = 0; i < calls.size(); ++i) places[calls[i]] = {parts.size(), i};
      parts.push_back({key, std::make_unique<model_space<Model>>(model_, chosen(calls))});
    }
    return {std::move(parts), std::move(places)};
  }
  unknown_outcome when_unknown(const operation& asked) const {
    if constexpr (requires { model_.when_unknown(asked); })
      return model_.when_unknown(asked);
    else
      return unknown_outcome::any_time;
  }
  erased_history erased(const std::string& key, const numbers& calls, state_space& space) const {
    erased_history out;
    out.key = key;
    out.space = &space;
    for (auto i : calls) {
      out.calls.push_back(shown_[i]);
      out.when_unknown.push_back(when_unknown(calls_[i].asked));
    }
    out.asked = [this, &calls](std::size_t i) { return model_.text(calls_[calls[i]].asked); };
    out.got = [this, &calls](std::size_t i) { return model_.text(*calls_[calls[i]].got); };
    return out;
  }

  const Model model_;
  std::vector<model_call<Model>> calls_;
  std::vector<history_call> shown_; // of the same numbers
  std::uint64_t place_ = 0;         // of the last beginning or end
};

} // namespace carrick::sim
