#pragma once

#include <carrick/net/transport.hpp>
#include <carrick/sim/network/fwd.hpp>

#include <memory>

namespace carrick::sim::transit {

/// What the nodes of one host dial and listen with. Addresses are 1 to 255 printable characters
/// without blanks; "n1:0" listens with a port that nobody has.
std::shared_ptr<net::transport> make_host_transport(std::shared_ptr<fabric> in, host& at,
                                                    bool integrity);

} // namespace carrick::sim::transit
