#pragma once

namespace carrick {

class actor_base;
class answer_sink;
class call_state;
class client;
class dispatcher;
class link_session;
class loop;
class loops;
class message_handler;
struct message_type;
struct monitored_actor;
class node;
class node_core;
class peer;
class peer_layouts;
class peer_record;
class receiver;
class registry;
class stream_sink;
struct turn_group;
class unsent_items;
struct node_options;

} // namespace carrick
