#pragma once

#include <carrick/net/body.hpp>

namespace carrick::net {

/// Memory of large messages, used again, pages and all: fresh pages cost more than what is copied
/// into them. It keeps a few pieces, the latest used first. Not thread-safe; bodies that it made
/// may outlive it.
class body_pool {
 public:
  /// Empty, with room for so many bytes.
  buffer take(std::size_t bytes);
  void give_back(buffer used);
  /// Its memory comes back when the last holder lets go of it.
  shared_body copy_of(byte_span bytes);
  /// What `body` holds, or a copy.
  shared_body hold(const message_body& body) {
    return body.shared() != nullptr ? *body.shared() : copy_of(body.bytes());
  }
  /// Gives back to the system what nobody uses.
  void shrink() noexcept { pieces_.reset(); }

 private:
  class shelf;
  struct lent;

  shelf& pieces();

  std::shared_ptr<shelf> pieces_; // made with the first of them: idle links are small
};

} // namespace carrick::net
