#pragma once

#include <carrick/core/result.hpp>
#include <carrick/membership/update.hpp>

#include <cstdint>
#include <string>
#include <vector>

/// What DNS records mean as members. Their order in the answer, which servers turn, has no effect.
namespace carrick::membership::dns {

/// A record of a service, and what its target resolves to.
struct service {
  std::string target; ///< "kv-0.kv.default.svc.cluster.local"
  std::uint16_t port = 0;
  std::uint16_t priority = 0, weight = 0;
  std::vector<std::string> addresses; ///< of the target, numeric; empty: it is dialed by its name
};

/// A member each target. Its id is the target's first label: of a StatefulSet's pod its name, so
/// that a pod is started as the node of its own name. Several ports of a target are its addresses,
/// best priority first. `malformed` for a label that is no node id, or two targets with one label.
result<update> members_of(std::vector<service> services);

/// A member each address, which is its id, too: "10.0.0.4:7101", "fd00::4:7101" (an id has no
/// brackets). So a node that is found in this way is started as the node of its own address.
update members_of(std::vector<std::string> addresses, std::uint16_t port);

} // namespace carrick::membership::dns
