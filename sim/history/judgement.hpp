#pragma once

#include <carrick/sim/history/history_call.hpp>
#include <carrick/sim/history/search.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace carrick::sim {

/// The part of a history that is wrong, for people: its texts are printable.
struct wrong_part {
  struct line {
    history_call call;
    std::string asked;
    std::string got;      ///< empty: no answer
    bool is_last = false; ///< this one goes wrong
  };

  consistency which = consistency::linearizable;
  std::string key;         ///< empty: the model has none
  std::vector<line> lines; ///< by their beginning
  std::string state;       ///< of an order that explains the lines before the last one
  std::size_t of = 0;      ///< calls that the history has for this key
};

/// Several lines: what is wrong, then each call with its client, its time, what it asked and got.
std::string to_string(const wrong_part& part);

/// What a history was found to be.
struct judgement {
  history_verdict verdict = history_verdict::right;
  std::size_t calls = 0;
  std::size_t states = 0; ///< that were looked at
  std::optional<wrong_part> wrong{};

  bool right() const noexcept { return verdict == history_verdict::right; }
};

/// "linearizable: 214 calls", "undecided after 1000000 states: ...", or what is wrong.
std::string to_string(const judgement& found);

/// The calls of one key, or of all, without the types of their model.
struct erased_history {
  std::string key;
  std::vector<history_call> calls;
  std::vector<unknown_outcome> when_unknown; ///< of each
  state_space* space = nullptr;
  std::function<std::string(std::size_t)> asked; ///< as text
  std::function<std::string(std::size_t)> got;
};

/// Adds what is found to what was found of other keys; the first that is wrong stays.
void judge_history(const erased_history& of, const search_options& options, judgement& all);

} // namespace carrick::sim
