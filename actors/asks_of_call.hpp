#pragma once

#include <carrick/actors/fwd.hpp>

namespace carrick {

class pending_ask;

/// What the handler of a request has asked others meanwhile: they are cancelled with it. For the
/// turns of the one actor that handles it.
class asks_of_call {
 public:
  void add(pending_ask& ask) noexcept;
  /// Nothing happens if it is not in there.
  void remove(pending_ask& ask) noexcept;
  void cancel_all();

 private:
  pending_ask* first_ = nullptr; // the youngest
};

} // namespace carrick
