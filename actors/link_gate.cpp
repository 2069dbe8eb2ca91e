#include <carrick/actors/link_gate.hpp>

#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/link_actor.hpp>
#include <carrick/actors/node_home.hpp>
#include <carrick/actors/registry.hpp>

namespace carrick {
namespace {

std::optional<net::standing_link> seen(link_actor* link) {
  if (link == nullptr) return {};
  return net::standing_link{link->terms().peer.incarnation, link->established_at(),
                            link->machine()->last_heard(), link->remote_address()};
}

} // namespace

link_gate::link_gate(node_home& home, link_actor& link, const net::connection& connection)
    : home_(home),
      link_(link),
      is_local_(connection.is_local()),
      layouts_(home.core().types().messages()) {}

auto link_gate::identity_known(const net::identity& peer, status& why, bool& temporary) -> verdict {
  temporary = true;
  if (home_.draining()) {
    why = fail(code::draining, home_.identity().node.text() + " is stopping");
    return verdict::refuse;
  }
  if (peer.role == net::role::client) return judge_client(peer, why, temporary);
  if (home_.identity().role == net::role::client) return verdict::accept;
  if (home_.dispatcher_of(peer.node) == nullptr && !home_.strange().welcome()) {
    why = fail(code::refused, home_.strange().refusal_of(peer.node));
    return verdict::refuse;
  }
  auto* old = standing(peer.node);
  auto now = home_.where().now();
  auto judged = choice_.known(seen(old), peer.incarnation, now);
  if (judged.standing == net::link_choice::step::end)
    old->abort(judged.why.code(), judged.why.message());
  if (judged.standing == net::link_choice::step::ping) {
    old->machine()->ping(now);
    old->touch();
  }
  why = judged.why;
  temporary = judged.temporary;
  return judged.verdict;
}

result<std::optional<buffer>> link_gate::application_round(const net::identity& peer, int round,
                                                           byte_span peers) {
  return layouts_.round(round, peers, {home_.identity().node.text(), peer.node.text()});
}

std::shared_ptr<net::post_state> link_gate::posts_of(const node_id& peer) {
  if (home_.identity().role != net::role::member) return {};
  auto* dispatch = home_.dispatcher_of(peer);
  return dispatch != nullptr ? dispatch->posts_kept() : home_.strange().posts_of(peer);
}

auto link_gate::judge_client(const net::identity& client, status& why, bool& temporary) const
  -> verdict {
  if (home_.dispatcher_of(client.node) != nullptr) {
    temporary = false;
    why = fail(code::refused,
               client.node.text() + " is the name of a member: a client needs one of its own");
    return verdict::refuse;
  }
  if (is_local_ || home_.options().insecure_plaintext) return room_for_client(why);
  why = fail(code::refused, "clients beyond loopback need insecure_plaintext = true");
  return verdict::refuse;
}

auto link_gate::room_for_client(status& why) const -> verdict {
  why = home_.arrived().room_for_client(link_);
  return why.ok() ? verdict::accept : verdict::refuse;
}

link_actor* link_gate::standing(const node_id& peer) const {
  auto* old = home_.standing_link(peer);
  return old == &link_ ? nullptr : old;
}

auto link_gate::establish(const net::identity& peer, status& why, bool& temporary) -> verdict {
  if (home_.identity().role == net::role::client) return verdict::accept;
  if (peer.role == net::role::client) return room_for_client(why);
  if (home_.dispatcher_of(peer.node) == nullptr && !home_.strange().welcome()) {
    why = fail(code::removed, peer.node.text() + " was removed meanwhile");
    return verdict::refuse;
  }
  bool primary = net::is_primary(home_.identity().node, peer.node);
  auto judged = choice_.established(seen(standing(peer.node)), primary, home_.where().now());
  why = judged.why;
  temporary = judged.temporary;
  return judged.verdict;
}

} // namespace carrick
