#pragma once

#include <carrick/actors/node_core.hpp>
#include <carrick/actors/system_messages.hpp>

#include <map>
#include <string>

namespace carrick {

class node_home;
class supervisor;

/// Who monitors the actors of a node: streams of `carrick.monitor`, each told of the end of one
/// life of one actor; of one that is about to be started again it is the next. Home loop; it may be
/// made on another thread.
class actor_watches {
 public:
  actor_watches(node_home& home, const supervisor& actors);
  ~actor_watches();
  actor_watches(const actor_watches&) = delete;
  actor_watches& operator=(const actor_watches&) = delete;

  /// Serves the message.
  status add_handler();
  /// The supervisor knows of it already.
  void ended(const actor_end& end);
  /// Who asked while it was about to be started again is answered.
  void serves(const std::string& actor);
  /// The node leaves: all are told that their actor ends, and so are those that come later.
  void stop();

 private:
  class handler;
  class watch;

  system_messages::monitor_news answer_to(const system_messages::monitor& asked) const;
  void begin(const std::shared_ptr<link_session>& link, net::stream_id id,
             const system_messages::monitor& asked);
  void forget(const watch& which);

  node_home& home_;
  const supervisor& actors_;
  std::multimap<std::string, watch*> watches_; // by the actor's name; in the order of their coming
  bool stopped_ = false;
};

} // namespace carrick
