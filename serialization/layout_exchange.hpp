#pragma once

#include <carrick/core/bytes.hpp>
#include <carrick/serialization/layout_verdict.hpp>
#include <carrick/serialization/registry.hpp>

#include <optional>

namespace carrick {

/// The layouts' part of a handshake, for one side (docs/protocol.md, section 3): round 0 is the
/// hash of the registry; if the hashes differ, round 1 is the layout hash of each message; if one
/// of those differs, round 2 describes the messages that differ, and then the verdict is known.
///
/// The bytes come from strangers: they are decoded under a budget, and every list has a limit.
class layout_exchange {
 public:
  /// The most bytes of one round; differences that do not fit into round 2 stay unexplained and
  /// are incompatible.
  static constexpr std::size_t round_bytes_max = 60 * limits::KiB;

  /// `ours` outlives the exchange.
  explicit layout_exchange(const message_registry& ours);

  /// Round 0 of our side.
  byte_span hello() const noexcept { return hello_; }
  /// Takes the peer's bytes of a round, 0 first, and returns ours for the next one, or nothing when
  /// no more are needed. Both sides come to the same number of rounds. `malformed` ends the
  /// exchange; `sides` are named in what is found.
  result<std::optional<buffer>> round(int number, byte_span peers, const layout_sides& sides);

  /// Complete once round() has returned nothing.
  const layout_verdict& verdict() const noexcept { return verdict_; }

 private:
  result<std::optional<buffer>> judge_hash(byte_span peers) const;
  result<std::optional<buffer>> judge_hashes(byte_span peers);
  result<std::optional<buffer>> judge_descriptions(byte_span peers, const layout_sides& sides);
  void refuse_dependents();

  const message_registry& ours_;
  std::array<std::byte, 16> hello_;
  std::vector<const message_registry::entry*> differing_;
  layout_verdict verdict_;
};

} // namespace carrick
