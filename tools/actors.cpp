#include <carrick/core/quantity.hpp>
#include <carrick/tools/command.hpp>
#include <carrick/tools/each_node.hpp>
#include <carrick/tools/json_view.hpp>
#include <carrick/tools/table.hpp>

namespace carrick::tools {
namespace {

/// What `actors` prints: an actor_row and its node.
struct actor_line {
  std::string node, name, type, state;
  std::uint64_t mailbox = 0, handled = 0;
  std::int64_t slowest_us = 0;
  std::string slowest_message;
  std::uint64_t restarts = 0, lost = 0;
  CARRICK_DATA(actor_line, "carrick.tool.actor", node, name, type, state, mailbox, handled,
               slowest_us, slowest_message, restarts, lost)
};

std::string slowest_text(const actor_line& row) {
  if (row.slowest_message.empty()) return {};
  return show_duration(std::chrono::microseconds(row.slowest_us)) + " " + row.slowest_message;
}

/// The actors that nodes run.
class actors final : public command {
 public:
  actors() : command("actors", "which actors run, and how busy they are") {}

  void declare(command_args& args) override {
    args.optional("NODE", node_, "(default: all nodes)");
  }

  int run(invocation& at) override {
    auto cluster = cluster_access::open(at);
    if (!cluster) return at.fail(cluster.error());
    auto nodes = (*cluster)->chosen(node_);
    if (!nodes) return at.fail(nodes.error());
    std::vector<actor_line> rows;
    int exit = ask_each<system_messages::actors>(
      at, **cluster, *nodes, {},
      [&](const std::string& node, const system_messages::actor_rows& answer) {
        for (const auto& row : answer.actors)
          rows.push_back({node, row.name, row.type, row.state, row.mailbox, row.handled,
                          row.slowest_us, row.slowest_message, row.restarts, row.lost});
      });
    show(at, rows);
    return exit;
  }

 private:
  static void show(invocation& at, const std::vector<actor_line>& rows) {
    table out{{"NODE", "ACTOR", "TYPE", "STATE", "MAILBOX", "HANDLED", "RESTARTS", "SLOWEST"}};
    for (std::size_t column : {4, 5, 6}) out.align_right(column);
    std::vector<std::string> json;
    for (const auto& row : rows) {
      out.add({row.node, row.name, row.type, row.state, std::to_string(row.mailbox),
               std::to_string(row.handled), std::to_string(row.restarts), slowest_text(row)});
      json.push_back(json_of(row));
    }
    at.out.list(out, json);
  }

  std::string node_;
};

} // namespace

std::unique_ptr<command> make_actors() { return std::make_unique<actors>(); }

} // namespace carrick::tools
