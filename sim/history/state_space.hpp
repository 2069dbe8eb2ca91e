#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

namespace carrick::sim {

/// A sequential object and the calls of a history that were made to it, both by number: what the
/// search knows of a model. The first state is 0; equal states have equal numbers.
class state_space {
 public:
  using state_number = std::uint32_t;
  /// Of no state: the answer of the call could not be given there.
  static constexpr state_number refused = std::numeric_limits<state_number>::max();

  virtual ~state_space() = default;

  /// The state behind that call, if it is answered as it was.
  virtual state_number after(state_number state, std::size_t call) = 0;
  /// The state behind that call, whatever its answer.
  virtual state_number after_unanswered(state_number state, std::size_t call) = 0;
  /// As it was answered, it changes no state whatever.
  virtual bool changes_nothing(std::size_t call) const = 0;
  /// Both ask the same thing; false where that is not known.
  virtual bool alike(std::size_t one, std::size_t other) const = 0;

  // What lets a search see early that an answer cannot be given any more; a space that does not
  // know says `nothing`.
  using token = std::uint32_t;
  static constexpr token nothing = std::numeric_limits<token>::max();
  /// What a state must hold for that answer.
  virtual token needed(std::size_t) const { return nothing; }
  /// What no other kind of call puts into a state.
  virtual token given(std::size_t) const { return nothing; }
  virtual std::span<const token> held(state_number) { return {}; }
  /// What a state holds is taken out in the order of held(), the first first.
  virtual bool takes_in_order() const { return false; }

  /// For people.
  virtual std::string text(state_number state) const = 0;
};

} // namespace carrick::sim
