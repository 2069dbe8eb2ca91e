#pragma once

#include <carrick/core/bytes.hpp>
#include <carrick/core/result.hpp>
#include <carrick/core/time.hpp>
#include <carrick/net/terms.hpp>

#include <memory>
#include <optional>

namespace carrick::net {

/// What a side brings into a handshake.
struct handshake_options {
  identity self;
  link_limits limits;
  bool offer_checksum = true;
  bool dialer = false;
  /// The node that was dialed; empty accepts whoever answers (clients that know an address only).
  node_id expected_peer;
  duration time_limit = limits::handshake;
};

/// The questions that net cannot answer itself. actors/ implements it.
class admission {
 public:
  enum class verdict : std::uint8_t { accept, refuse, wait };

  virtual ~admission() = default;

  /// The peer's hello has arrived (magic, version, cluster and node id are already judged): may
  /// this identity go on? With `refuse`, say why; `wait` asks again at every tick.
  virtual verdict identity_known(const identity& peer, status& why, bool& temporary) = 0;
  /// Last question, asked on the primary after the secondary has accepted, on the secondary before
  /// it accepts: is this the connection to keep?
  virtual verdict establish(const identity& peer, status& why, bool& temporary) = 0;

  /// What is kept about the posts of that node from link to link; null if nothing is.
  virtual std::shared_ptr<post_state> posts_of(const node_id&) { return {}; }

  /// The application's bytes of our hello (round 0).
  virtual byte_span application_hello() = 0;
  /// The peer's bytes of a round arrived; returns ours for the next round, or nothing when this
  /// side needs no more rounds. Both sides come to the same number of rounds from the same bytes.
  /// A failure refuses the connection.
  virtual result<std::optional<buffer>> application_round(const identity& peer, int round,
                                                          byte_span peers) = 0;
};

/// The handshake as a machine without I/O (docs/protocol.md, section 3).
///
/// feed() takes bytes until outcome() has a value; bytes behind the peer's verdict are not taken
/// and belong to the link. Output is in output(); wrote() removes it. After a refusal the output
/// still holds what the peer should read; then close.
class handshake {
 public:
  handshake(handshake_options options, admission& judge, time_point now);
  ~handshake();

  /// Returns how many bytes were taken.
  std::size_t feed(byte_span bytes, time_point now);
  void tick(time_point now);
  time_point next_deadline() const;
  void connection_lost(const status& why);
  /// Refuses the peer now, for a reason that passes; nothing happens if there is an outcome.
  void give_way(const status& why);

  byte_span output() const noexcept;
  void wrote(std::size_t bytes);

  /// Nothing yet; the terms of the link; or why there is none.
  const std::optional<result<link_terms>>& outcome() const noexcept;
  /// Whether dialing again makes sense after a refusal.
  bool refusal_is_temporary() const noexcept;
  /// The refusal came from the peer (its text is in outcome()).
  bool refused_by_peer() const noexcept;
  /// What is kept of the peer's bytes, and of ours that it has not taken.
  std::size_t bytes_kept() const noexcept;
  /// The peer's identity, as soon as its hello was read.
  const std::optional<identity>& peer() const noexcept;

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace carrick::net
