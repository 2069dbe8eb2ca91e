#pragma once

#include <carrick/core/limits.hpp>
#include <carrick/core/random.hpp>
#include <carrick/core/status.hpp>
#include <carrick/core/time.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace carrick::net {

struct dial_plan_options {
  bool primary = true; ///< dials at once; the other side only after `fallback` without a link
  std::vector<std::string> addresses; ///< tried in turn; none: never dials
  duration pause_min = limits::reconnect_min;
  duration pause_max = limits::reconnect_max;
  double jitter = limits::reconnect_jitter; ///< a pause is shortened by at most this share
  duration fallback = limits::dial_fallback;
  duration reset_after = limits::reconnect_reset_after;
  duration refused_max = limits::refused_max;
  bool use_asks_again = false; ///< wake() ends the pause after a refusal, too
  std::uint64_t seed = 0;
};

/// When to dial a peer, and at which address: a machine without I/O.
///
/// Idle until wake(). Then next_dial() gives an address when one is due; tell it what came of it
/// with link_up(), or attempt_failed(). One attempt at a time. Pauses grow by 1.5 from `pause_min`
/// to `pause_max` and begin anew after a link that stood for `reset_after`. Whoever refused for a
/// reason that does not go away by itself is asked again after pauses that double from `pause_max`
/// to `refused_max`, and at once when the members change.
class dial_plan {
 public:
  /// What an attempt ended with.
  enum class failure : unsigned char {
    unreachable, ///< nobody answers there: the pause grows
    refused,     ///< a permanent refusal: the pause doubles
    harmless,    ///< our own doing, or another connection was chosen: the pause stays
  };

  dial_plan(dial_plan_options options, time_point now);

  /// What a refusal in the handshake means for dialing.
  static failure failure_of(const status& refusal, bool temporary) noexcept;

  /// The address to dial now, once for each attempt; nothing while an attempt or a link is there.
  std::optional<std::string> next_dial(time_point now);
  /// When next_dial() has something; `never` while idle, linked or dialing.
  time_point next_deadline() const noexcept;

  void attempt_failed(failure how, time_point now);
  void link_up(time_point now);
  /// `turned_away`: by a peer that has no room for this node.
  void link_down(time_point now, bool turned_away = false);
  /// Who refused this node may know better now.
  void members_changed(time_point now);
  /// A membership event or a use: dial at once if there is no link, whatever the pause, unless the
  /// peer has refused this node.
  void wake(time_point now);
  /// Never again, until wake().
  void stop() noexcept;
  /// Takes effect with the next attempt. False if they are the same.
  bool set_addresses(std::vector<std::string> addresses);
  const std::vector<std::string>& addresses() const noexcept { return options_.addresses; }
  /// How often in a row it failed.
  std::uint64_t failures() const noexcept { return failures_; }

 private:
  enum class state : unsigned char { idle, waiting, dialing, linked };

  duration next_pause();
  duration next_refused_pause();
  duration shortened(duration pause);

  dial_plan_options options_;
  random_source random_;
  state state_ = state::idle;
  time_point due_ = never;
  time_point up_since_ = never;
  duration pause_{};
  duration refused_pause_{}; // zero: not refused last
  std::size_t address_ = 0;
  std::uint64_t failures_ = 0;
};

} // namespace carrick::net
