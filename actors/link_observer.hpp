#pragma once

#include <carrick/core/status.hpp>

namespace carrick {

class link_actor;
class node_home;

/// Who is told of a node's links, on its home loop, as they come and go: a simulation, which looks
/// at them between the turns of the node. Nothing of the node may be changed from inside.
class link_observer {
 public:
  /// A connection is there, accepted or dialed; its handshake begins.
  virtual void handshake_began(link_actor& link) = 0;
  /// Both ends have said yes; the link carries messages from now on.
  virtual void link_established(link_actor& link) = 0;
  /// It carries no more; its machine is there for the last time.
  virtual void link_finished(link_actor& link, const status& why) = 0;
  virtual void handshake_failed(link_actor& link, const status& why) = 0;
  /// The peer has taken over some more of the posts that it carried.
  virtual void posts_acknowledged(link_actor& link) = 0;

 protected:
  ~link_observer() = default;
};

} // namespace carrick
