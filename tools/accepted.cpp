#include <carrick/tools/accepted.hpp>

#include <carrick/actors/registry.hpp>

#include <algorithm>
#include <set>

namespace carrick::tools {
namespace {

using system_messages::handler_row;
using handler_rows = std::vector<handler_row>;

std::vector<std::string> message_names(const handler_rows& handlers) {
  std::set<std::string> out;
  for (const auto& row : handlers)
    if (!is_system_message(row.message)) out.insert(row.message);
  return {out.begin(), out.end()};
}

std::vector<std::string> actor_names(const handler_rows& handlers) {
  std::set<std::string> out;
  for (const auto& row : handlers)
    if (!row.actor.empty()) out.insert(row.actor);
  return {out.begin(), out.end()};
}

/// The word of the command for messages of that kind.
std::string_view command_for(message_kind kind) {
  return kind == message_kind::request ? "call" : name_of(kind);
}

} // namespace

bool is_system_message(std::string_view name) noexcept { return name.starts_with("carrick."); }

handler_rows handlers_of(const target& to, const handler_rows& all) {
  if (to.actor.empty()) return all;
  handler_rows out;
  std::copy_if(all.begin(), all.end(), std::back_inserter(out),
               [&](const handler_row& row) { return row.actor == to.actor; });
  return out;
}

failure no_actor(const target& to, const handler_rows& all) {
  return {code::not_found,
          to.node + " has no actor \"" + to.actor + "\" that serves anything",
          {near_names(to.actor, actor_names(all), "Its actors are")},
          exit_code::not_found};
}

failure no_handler(const target& to, const std::string& message, const handler_rows& here) {
  auto what = to.node.empty() ? "no node has a handler" : to.text() + " has no handler";
  return {code::no_handler,
          what + " \"" + message + "\"",
          {near_names(message, message_names(here), "It accepts")},
          exit_code::not_found};
}

outcome<handler_row> accepted_by(cluster_access& cluster, const target& to,
                                 const std::string& message) {
  auto all = cluster.ask(to.node, system_messages::handlers{});
  if (!all) return failure_of(all.error());
  auto here = handlers_of(to, all->handlers);
  if (here.empty()) return no_actor(to, all->handlers);
  for (auto& row : here)
    if (row.message == message) return std::move(row);
  return no_handler(to, message, here);
}

outcome<const message_type*> message_for(cluster_access& cluster, const registry& types,
                                         const target& to, const std::string& message,
                                         message_kind kind) {
  const auto* known = types.messages().find(message);
  if (known == nullptr) {
    auto accepted = accepted_by(cluster, to, message);
    if (!accepted) return accepted.error();
    return usage_failure(
      to.text() + " serves \"" + message + "\", but this program does not know it",
      {"use a program that was built with that message"});
  }
  if (known->type->kind != kind) {
    std::string is{name_of(known->type->kind)};
    if (known->type->kind == message_kind::data)
      return usage_failure("\"" + message + "\" is a part of messages and is not sent by itself");
    return usage_failure(
      "\"" + message + "\" is a " + is,
      {"use: " + std::string{command_for(known->type->kind)} + " " + to.text() + " " + message});
  }
  return known->type;
}

} // namespace carrick::tools
