#include <carrick/actors/registry.hpp>
#include <carrick/tools/accepted.hpp>
#include <carrick/tools/command.hpp>
#include <carrick/tools/each_node.hpp>
#include <carrick/tools/json_view.hpp>
#include <carrick/tools/table.hpp>

namespace carrick::tools {
namespace {

using system_messages::field_row;
using system_messages::handler_row;

/// What `handlers` prints: a handler_row and its node.
struct handler_line {
  std::string node, actor, message, conversation, handler;
  std::vector<field_row> fields;
  std::string reply, item_out, item_in;
  std::vector<field_row> reply_fields;
  CARRICK_DATA(handler_line, "carrick.tool.handler", node, actor, message, conversation, handler,
               fields, reply, item_out, item_in, reply_fields)
};

std::string fields_text(const std::vector<field_row>& fields) {
  std::string out;
  for (const auto& field : fields)
    out.append(out.empty() ? "{ " : ", ").append(field.name + ": " + field.type);
  return out.empty() ? "{}" : out + " }";
}

/// "{ key: string } -> kv.value".
std::string signature_of(const handler_line& row) {
  auto out = fields_text(row.fields);
  if (!row.reply.empty()) out += " -> " + row.reply;
  if (!row.item_out.empty()) out += " -> stream of " + row.item_out;
  if (!row.item_in.empty() && row.item_in != "carrick.nothing") out += ", takes " + row.item_in;
  return out;
}

std::string page_of(const handler_line& row, const registry& types) {
  auto where = row.actor.empty() ? row.node : row.node + "/" + row.actor;
  std::string out =
    row.message + "  (" + row.conversation + ", " + row.handler + " handler at " + where + ")\n";
  auto add_fields = [&out](std::string_view heading, const std::vector<field_row>& fields) {
    out.append("  ").append(heading).append(fields.empty() ? "  none\n" : "\n");
    for (const auto& field : fields) out += "    " + field.name + ": " + field.type + "\n";
  };
  add_fields("fields", row.fields);
  if (!row.reply.empty()) add_fields("answer " + row.reply, row.reply_fields);
  if (!row.item_out.empty()) out += "  items to the caller: " + row.item_out + "\n";
  if (!row.item_in.empty()) out += "  items from the caller: " + row.item_in + "\n";
  if (const auto* known = types.messages().find(row.message); known != nullptr)
    out += "  as JSON: " + json_of(message_value{*known->type}) + "\n";
  return out;
}

/// The messages that nodes accept.
class handlers final : public command {
 public:
  handlers() : command("handlers", "which messages nodes and their actors accept") {}

  void declare(command_args& args) override {
    args.optional("TARGET", target_, "NODE or NODE/ACTOR (default: all nodes)");
    args.option("--describe", describe_, "NAME: everything about one message");
    args.flag("--all", all_, "also those that the tool itself uses");
  }

  int run(invocation& at) override {
    auto cluster = cluster_access::open(at);
    if (!cluster) return at.fail(cluster.error());
    if (target_.empty()) return list(at, **cluster, {}, (*cluster)->nodes());
    auto to = (*cluster)->find(target_);
    if (!to) return at.fail(to.error());
    return list(at, **cluster, *to, {to->node});
  }

 private:
  int list(invocation& at, cluster_access& cluster, const target& to,
           const std::vector<std::string>& nodes) {
    std::vector<handler_row> everything;
    std::vector<handler_line> found;
    int exit = ask_each<system_messages::handlers>(
      at, cluster, nodes, {},
      [&](const std::string& node, const system_messages::handler_rows& answer) {
        everything.insert(everything.end(), answer.handlers.begin(), answer.handlers.end());
        for (auto& row : handlers_of(to, answer.handlers))
          if (wanted(row.message)) found.push_back(line_of(node, std::move(row)));
      });
    bool answered = !everything.empty();
    if (found.empty() && answered && !describe_.empty())
      return at.fail(no_handler(to, describe_, handlers_of(to, everything)));
    if (found.empty() && answered && !to.actor.empty()) return at.fail(no_actor(to, everything));
    show(at, found);
    return exit;
  }

  bool wanted(const std::string& message) const {
    if (!describe_.empty()) return message == describe_;
    return all_ || !is_system_message(message);
  }

  static handler_line line_of(const std::string& node, handler_row row) {
    return {node,
            std::move(row.actor),
            std::move(row.message),
            std::move(row.conversation),
            std::move(row.handler),
            std::move(row.fields),
            std::move(row.reply),
            std::move(row.item_out),
            std::move(row.item_in),
            std::move(row.reply_fields)};
  }

  void show(invocation& at, const std::vector<handler_line>& rows) const {
    if (!describe_.empty() && at.out.format() == output_format::text) {
      for (const auto& row : rows) at.out.text(page_of(row, at.types));
      return;
    }
    table out{{"NODE", "ACTOR", "MESSAGE", "KIND", "HANDLER", "FIELDS"}};
    std::vector<std::string> json;
    for (const auto& row : rows) {
      out.add({row.node, row.actor, row.message, row.conversation, row.handler, signature_of(row)});
      json.push_back(json_of(row));
    }
    at.out.list(out, json);
  }

  std::string target_, describe_;
  bool all_ = false;
};

} // namespace

std::unique_ptr<command> make_handlers() { return std::make_unique<handlers>(); }

} // namespace carrick::tools
