#pragma once

#include <carrick/net/post_receiver.hpp>
#include <carrick/net/post_sender.hpp>

namespace carrick::net {

struct post_state_options {
  /// Tells it from what this process kept about the same peer before; 0: it serves one link only.
  std::uint64_t epoch = 0;
  /// The number before the first of each lane, on both sides: for tests of the wrap.
  std::uint64_t first = 0;
};

/// What a node keeps about the posts of a pair from link to link: its own that are in flight, and
/// how far it has taken over the peer's (docs/protocol.md, section 5).
///
/// One link uses it at a time. A link that was replaced in it is fenced: it takes nothing more
/// over, and hears of no acknowledgement. Where the peer says what cannot be of what is kept here,
/// all of it begins anew, under another epoch. Shared by whoever goes on using it (an outbox), its
/// links, and those that still have posts of the peer to handle. Not thread-safe.
class post_state {
 public:
  explicit post_state(post_state_options options) noexcept
      : out(options.first), in(options.first), options_(options), epoch_(options.epoch) {}
  post_state(const post_state&) = delete;
  post_state& operator=(const post_state&) = delete;

  post_sender out;
  post_receiver in;

  std::uint64_t epoch() const noexcept { return epoch_; }
  /// What is in flight when a link ends may be sent again on the next.
  bool resumes() const noexcept { return epoch_ != 0; }

  /// What a verdict tells that peer. Nothing changes until attach(): the link may never come about.
  posts_known known_of(const post_peer& peer);
  /// A link is established, on these terms. Its predecessor is fenced. False if the peer says what
  /// cannot be, as when another process has spoken in its name: then begin_anew() was done.
  bool attach(const void* link, const link_terms& terms);
  /// The peer contradicts what is kept here: its link is fenced, what is in flight is in doubt, and
  /// both directions begin anew under another epoch with the next link, whatever the peer kept.
  void begin_anew();
  bool serves(const void* link) const noexcept { return link_ == link; }
  /// Nobody will hear what became of the posts in flight.
  void give_up() {
    out.give_up();
    sent_to_ = {};
  }
  /// The peer is known no longer: no link uses it again.
  void retire() noexcept { retired_ = true, link_ = nullptr; }
  bool retired() const noexcept { return retired_; }

  /// Which sequence of the peer's is being taken over.
  std::uint64_t generation() const noexcept { return generation_; }
  /// A post that was handed out as part of that sequence was handled, over whichever link it came.
  void consumed(std::uint64_t generation, std::size_t body_bytes, time_point now) noexcept {
    if (generation == generation_) in.consumed(body_bytes, now);
  }

 private:
  /// A count of the posts of this side by a peer, or of that peer's by this side.
  struct count {
    post_peer peer;
    std::uint64_t generation = 0;
    friend bool operator==(const count&, const count&) = default;
  };
  bool send_to(const count& there, const link_terms& terms);
  bool goes_on_elsewhere(const count& there, const posts_known& known) const;

  const post_state_options options_;
  std::uint64_t epoch_;
  const void* link_ = nullptr;
  bool retired_ = false;
  post_peer taken_from_;         ///< whose posts `in` counts
  std::uint64_t generation_ = 0; ///< of that count
  count told_;                   ///< another peer that was told that its count begins
  std::uint64_t last_generation_ = 0;
  count sent_to_; ///< whose count `out` goes by
  count left_;    ///< by whose it went before, if that may have more than its numbers say
};

} // namespace carrick::net
