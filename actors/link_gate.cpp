#include <carrick/actors/link_gate.hpp>

#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/link_actor.hpp>
#include <carrick/actors/node_home.hpp>
#include <carrick/actors/registry.hpp>

namespace carrick {
namespace {

using namespace std::chrono_literals;

// How long the old connection of a node id has to answer before a newcomer replaces it.
constexpr auto probe_limit = 1s;
// Two connections that came up within this time are one simultaneous dial.
constexpr auto same_dial = 2s;

} // namespace

link_gate::link_gate(node_home& home, link_actor& link, const net::connection& connection)
  : home_(home), link_(link), is_local_(connection.is_local()), layouts_(home.core().types().messages()) {}

auto link_gate::identity_known(const net::identity& peer, status& why, bool& temporary) -> verdict {
  temporary = true;
  if (home_.draining()) {
    why = fail(code::draining, home_.identity().node.text() + " is stopping");
    return verdict::refuse;
  }
  if (peer.role == net::role::client) return judge_client(why);
  if (home_.identity().role == net::role::client) return verdict::accept;
  if (home_.dispatcher_of(peer.node) == nullptr) {
    why = fail(code::refused, peer.node.text() + " is no member of \"" +
                                home_.identity().cluster + "\" as " +
                                home_.identity().node.text() + " knows it");
    return verdict::refuse;
  }
  return judge_newcomer(peer, why, temporary);
}

auto link_gate::judge_client(status& why) const -> verdict {
  if (is_local_ || home_.options().insecure_plaintext) return verdict::accept;
  why = fail(code::refused, "clients beyond loopback need insecure_plaintext = true");
  return verdict::refuse;
}

auto link_gate::judge_newcomer(const net::identity& peer, status& why, bool& temporary)
  -> verdict {
  auto* old = home_.dispatcher_of(peer.node)->link();
  if (old == nullptr || old == &link_) return verdict::accept;
  if (old->terms().peer.incarnation == peer.incarnation) return verdict::accept;
  auto now = home_.where().now();
  if (probing_since_ == never) {
    probing_since_ = now;
    old->machine()->ping(now);
    old->touch();
    return verdict::wait;
  }
  if (old->machine()->last_heard() > probing_since_) {
    temporary = false;
    why = fail(code::duplicate_node, "another process is linked as " + peer.node.text() + " from " +
                                       old->remote_address());
    return verdict::refuse;
  }
  if (now - probing_since_ < probe_limit) return verdict::wait;
  old->abort(code::link_lost, "silent while a new process of the same node id came");
  return verdict::accept;
}

auto link_gate::establish(const net::identity& peer, status& why, bool& temporary) -> verdict {
  if (peer.role == net::role::client || home_.identity().role == net::role::client)
    return verdict::accept;
  auto* dispatcher = home_.dispatcher_of(peer.node);
  if (dispatcher == nullptr) {
    why = fail(code::removed, peer.node.text() + " was removed meanwhile");
    return verdict::refuse;
  }
  auto* old = dispatcher->link();
  bool primary = net::is_primary(home_.identity().node, peer.node);
  if (old == nullptr || old == &link_ || !primary) return verdict::accept;
  if (home_.where().now() - old->established_at() >= same_dial) return verdict::accept;
  temporary = true;
  why = fail(code::refused, "another connection was chosen");
  return verdict::refuse;
}

} // namespace carrick
