#pragma once

namespace carrick::net {

class admission;
class connection;
class connection_events;
class handshake;
class link;
class listener;
class loop_services;
class transport;
struct link_terms;

} // namespace carrick::net
