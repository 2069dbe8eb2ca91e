#pragma once

#include <carrick/actors/peer_layouts.hpp>
#include <carrick/core/bytes.hpp>
#include <carrick/core/time.hpp>
#include <carrick/net/handshake.hpp>
#include <carrick/net/link_choice.hpp>
#include <carrick/net/transport.hpp>
#include <carrick/serialization/layout_exchange.hpp>

namespace carrick {

class link_actor;
class node_home;

/// Answers a handshake's questions for one connection: is the identity welcome, is this the
/// connection to keep (the rules: net::link_choice), are the layouts compatible.
class link_gate final : public net::admission {
 public:
  link_gate(node_home& home, link_actor& link, const net::connection& connection);

  verdict identity_known(const net::identity& peer, status& why, bool& temporary) override;
  verdict establish(const net::identity& peer, status& why, bool& temporary) override;
  std::shared_ptr<net::post_state> posts_of(const node_id& peer) override;
  byte_span application_hello() override { return layouts_.hello(); }
  result<std::optional<buffer>> application_round(const net::identity& peer, int round,
                                                  byte_span peers) override;

  peer_layouts layouts() const { return peer_layouts{layouts_.verdict()}; }

 private:
  verdict judge_client(const net::identity& client, status& why, bool& temporary) const;
  verdict room_for_client(status& why) const;
  link_actor* standing(const node_id& peer) const;

  node_home& home_;
  link_actor& link_;
  bool is_local_;
  net::link_choice choice_;
  layout_exchange layouts_;
};

} // namespace carrick
