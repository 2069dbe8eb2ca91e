#pragma once

#include <carrick/net/link.hpp>

#include <deque>
#include <optional>
#include <string>

namespace carrick::net {

/// The posts of a stranger that its link keeps: the newest. They are not acknowledged until the
/// stranger is a member.
class tentative_posts {
 public:
  struct kept {
    endpoint to;
    post_lane lane{};
    std::uint64_t sequence = 0;
    buffer body;
  };

  tentative_posts(tentative_limits most, std::string refusal)
      : most_(most), refusal_(std::move(refusal)) {}

  /// What requests and openings are told.
  const std::string& refusal() const noexcept { return refusal_; }
  /// Whether a post of that size can be kept at all.
  bool fits(std::size_t body_bytes) const noexcept {
    return most_.posts_max > 0 && body_bytes <= most_.bytes_max;
  }
  /// Copies the body of a post that fits; then the oldest are to be pushed out while is_over().
  void keep(endpoint to, post_lane lane, std::uint64_t sequence, byte_span body);
  bool is_over() const noexcept {
    return kept_.size() > most_.posts_max || bytes_ > most_.bytes_max;
  }
  /// The one that came first.
  kept take_oldest();
  /// The one of that lane that came first, if there is one.
  std::optional<kept> take_oldest_of(post_lane lane);

  /// The stranger is a member: all are to be handed out.
  void promote() noexcept { promoted_ = true; }
  bool is_promoted() const noexcept { return promoted_; }
  bool empty() const noexcept { return kept_.empty(); }
  std::size_t size() const noexcept { return kept_.size(); }

 private:
  tentative_limits most_;
  std::string refusal_;
  std::deque<kept> kept_;
  std::size_t bytes_ = 0;
  bool promoted_ = false;
};

} // namespace carrick::net
