#pragma once

#include <carrick/serialization/message.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// What every node answers by itself, at target 0: the tool is built on these.
namespace carrick::system_messages {

struct member_row {
  std::string node, state, address, app_version;
  std::map<std::string, std::string> tags;
  bool linked = false;
  std::int64_t round_trip_us = 0; ///< of the last ping; 0: none yet
  std::uint64_t reconnects = 0;
  std::uint64_t posts_accepted = 0, posts_delivered = 0, posts_refused = 0, posts_dropped = 0,
                posts_unsent = 0, posts_in_flight = 0, posts_in_doubt = 0;
  std::map<std::string, std::uint64_t> lost_by; ///< refused, dropped and in doubt, by reason
  std::string why_down; ///< last reason of a missing link: "connection refused by 127.0.0.1:7102"
  std::int64_t down_ms = 0;
  CARRICK_DATA(member_row, "carrick.member_row", node, state, address, app_version, tags, linked,
               round_trip_us, reconnects, posts_accepted, posts_delivered, posts_refused,
               posts_dropped, posts_unsent, posts_in_flight, posts_in_doubt, lost_by, why_down,
               down_ms)
};
struct member_rows {
  std::string cluster, node;
  std::vector<member_row> members;
  std::string source;         ///< of the members: "static", "etcd 127.0.0.1:2379"
  std::string source_problem; ///< empty: it answers
  std::int64_t problem_ms = 0;
  CARRICK_DATA(member_rows, "carrick.member_rows", cluster, node, members, source, source_problem,
               problem_ms)
};
struct members {
  CARRICK_REQUEST(members, "carrick.members", member_rows)
};

struct member_change {
  std::string what, node, detail; ///< what: as name_of(member_event::type)
  CARRICK_DATA(member_change, "carrick.member_change", what, node, detail)
};
struct watch_members {
  CARRICK_STREAM(watch_members, "carrick.watch_members", member_change, nothing)
};

struct field_row {
  std::string name, type;
  CARRICK_DATA(field_row, "carrick.field_row", name, type)
};
struct handler_row {
  std::string actor;                          ///< empty: the node itself
  std::string message, conversation, handler; ///< conversation: request, post, stream
  std::vector<field_row> fields;
  std::string reply, item_out, item_in; ///< names of messages
  std::vector<field_row> reply_fields;
  CARRICK_DATA(handler_row, "carrick.handler_row", actor, message, conversation, handler, fields,
               reply, item_out, item_in, reply_fields)
};
struct handler_rows {
  std::vector<handler_row> handlers;
  CARRICK_DATA(handler_rows, "carrick.handler_rows", handlers)
};
struct handlers {
  CARRICK_REQUEST(handlers, "carrick.handlers", handler_rows)
};

struct actor_row {
  std::string name, type, state; ///< state: idle, busy, restarting (soon), ended
  std::uint64_t mailbox = 0, handled = 0;
  std::int64_t slowest_us = 0;
  std::string slowest_message;
  std::uint64_t restarts = 0;
  std::uint64_t lost = 0; ///< messages that were in its mailbox when it ended, of all its lives
  CARRICK_DATA(actor_row, "carrick.actor_row", name, type, state, mailbox, handled, slowest_us,
               slowest_message, restarts, lost)
};
struct actor_rows {
  std::vector<actor_row> actors;
  CARRICK_DATA(actor_rows, "carrick.actor_rows", actors)
};
struct actors {
  CARRICK_REQUEST(actors, "carrick.actors", actor_rows)
};

/// What is told to who monitors an actor: whether it is there, and then, once, that it has ended.
struct monitor_news {
  std::string what;                        ///< watching; the last: ended, absent
  std::uint64_t incarnation = 0, life = 0; ///< of `watching`: which process, which of its starts
  std::uint32_t code = 0; ///< of `ended`: how, 0: by its own will; of `absent`: why
  std::string text;
  CARRICK_DATA(monitor_news, "carrick.monitor_news", what, incarnation, life, code, text)
};
struct monitor {
  std::string actor;
  std::uint64_t incarnation = 0, life = 0; ///< the one that is meant; 0: any
  CARRICK_STREAM(monitor, "carrick.monitor", monitor_news, nothing, actor, incarnation, life)
};

struct node_info {
  std::string cluster, node, app_version, carrick_version, address;
  std::uint64_t incarnation = 0;
  std::int64_t up_ms = 0;
  bool ready = false; ///< serving: the members are known, its actors serve, it does not drain
  bool draining = false;
  std::uint64_t members = 0, links = 0; ///< other members configured, and linked
  CARRICK_DATA(node_info, "carrick.node_info", cluster, node, app_version, carrick_version, address,
               incarnation, up_ms, ready, draining, members, links)
};
struct info {
  CARRICK_REQUEST(info, "carrick.info", node_info)
};

} // namespace carrick::system_messages
