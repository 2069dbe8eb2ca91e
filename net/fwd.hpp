#pragma once

namespace carrick::net {

class admission;
class connection;
class connection_events;
class handshake;
class link;
class listener;
class transport;
struct link_terms;

} // namespace carrick::net
