#include <carrick/core/quantity.hpp>
#include <carrick/tools/command.hpp>
#include <carrick/tools/each_node.hpp>
#include <carrick/tools/json_view.hpp>
#include <carrick/tools/progress.hpp>
#include <carrick/tools/table.hpp>

#include <algorithm>
#include <map>

namespace carrick::tools {
namespace {

/// What `ping` prints for a node.
struct ping_line {
  std::string node;
  std::uint64_t sent = 0, received = 0;
  std::int64_t min_us = 0, mean_us = 0, max_us = 0;
  std::string error; ///< the last one
  CARRICK_DATA(ping_line, "carrick.tool.ping", node, sent, received, min_us, mean_us, max_us, error)
};

/// What `ping --matrix` prints for a pair.
struct pair_line {
  std::string from, to;
  bool linked = false;
  std::int64_t round_trip_us = 0; ///< 0: not measured yet
  std::string why_down;
  CARRICK_DATA(pair_line, "carrick.tool.pair", from, to, linked, round_trip_us, why_down)
};

std::string show_us(std::int64_t us) {
  return us == 0 ? "" : show_duration(std::chrono::microseconds(us));
}

void add_round_trip(ping_line& row, duration took) {
  auto us =
    std::max<std::int64_t>(1, std::chrono::duration_cast<std::chrono::microseconds>(took).count());
  row.min_us = row.received == 0 ? us : std::min(row.min_us, us);
  row.max_us = std::max(row.max_us, us);
  auto before = static_cast<std::int64_t>(row.received++);
  row.mean_us = (row.mean_us * before + us) / (before + 1);
}

std::string pair_text(const pair_line& pair) {
  if (!pair.linked) return "down";
  return pair.round_trip_us == 0 ? "up" : show_us(pair.round_trip_us);
}

/// Round trips over the links.
class ping final : public command {
 public:
  ping() : command("ping", "round trips to nodes, or between them") {}

  void declare(command_args& args) override {
    args.optional("NODE", node_, "(default: all nodes)");
    args.option("-c,--count", count_, {.min = 1}, "round trips to each (default: 3)");
    args.flag("--matrix", matrix_, "the links between all pairs of nodes");
  }

  int run(invocation& at) override {
    auto cluster = cluster_access::open(at);
    if (!cluster) return at.fail(cluster.error());
    auto nodes = (*cluster)->chosen(node_);
    if (!nodes) return at.fail(nodes.error());
    return matrix_ ? show_matrix(at, **cluster, *nodes) : show_pings(at, **cluster, *nodes);
  }

 private:
  int show_pings(invocation& at, cluster_access& cluster, const std::vector<std::string>& nodes) {
    table out{{"NODE", "SENT", "RECEIVED", "MIN", "MEAN", "MAX", "ERROR"}};
    for (std::size_t right : {1u, 2u, 3u, 4u, 5u}) out.align_right(right);
    std::vector<std::string> json;
    tally results;
    progress_bar bar{at.out, "ping", nodes.size() * count_};
    for (const auto& node : nodes) {
      auto row = ping_node(at, cluster, node, results, bar);
      out.add({row.node, std::to_string(row.sent), std::to_string(row.received),
               show_us(row.min_us), show_us(row.mean_us), show_us(row.max_us), row.error});
      json.push_back(json_of(row));
    }
    at.out.list(out, json);
    return results.exit();
  }

  ping_line ping_node(invocation& at, cluster_access& cluster, const std::string& node,
                      tally& results, progress_bar& bar) const {
    ping_line row;
    row.node = node;
    auto reached = cluster.link().ping(node, at.globals.timeout); // brings the link up, uncounted
    if (!reached) row.error = to_string(reached.error());
    while (reached && row.sent < count_) {
      ++row.sent;
      auto took = cluster.link().ping(node, at.globals.timeout);
      if (took)
        add_round_trip(row, *took);
      else
        row.error = to_string(took.error());
      results.add(took ? 0 : static_cast<int>(exit_code_of(took.error().code())));
      bar.show(results.good() + results.bad());
    }
    if (!reached) results.add(static_cast<int>(exit_code_of(reached.error().code())));
    return row;
  }

  static int show_matrix(invocation& at, cluster_access& cluster,
                         const std::vector<std::string>& nodes) {
    std::vector<pair_line> pairs;
    int exit = ask_each<system_messages::members>(
      at, cluster, nodes, {},
      [&](const std::string& node, const system_messages::member_rows& answer) {
        for (const auto& row : answer.members)
          if (row.node != node)
            pairs.push_back({node, row.node, row.linked, row.round_trip_us, row.why_down});
      });
    std::vector<std::string> json;
    for (const auto& pair : pairs) json.push_back(json_of(pair));
    at.out.list(square_of(cluster.nodes(), pairs), json);
    bool all_up = std::all_of(pairs.begin(), pairs.end(), [](const auto& p) { return p.linked; });
    return exit == 0 && !all_up ? static_cast<int>(exit_code::negative) : exit;
  }

  /// A row a node that was asked, a column a node.
  static table square_of(const std::vector<std::string>& nodes,
                         const std::vector<pair_line>& pairs) {
    std::vector<std::string> headings{"FROM\\TO"};
    headings.insert(headings.end(), nodes.begin(), nodes.end());
    table out{headings};
    std::map<std::string, std::map<std::string, std::string>> cells;
    for (const auto& pair : pairs) cells[pair.from][pair.to] = pair_text(pair);
    for (auto& [from, row] : cells) {
      std::vector<std::string> line{from};
      for (const auto& to : nodes) line.push_back(row[to]);
      out.add(std::move(line));
    }
    return out;
  }

  std::string node_;
  std::uint64_t count_ = 3;
  bool matrix_ = false;
};

} // namespace

std::unique_ptr<command> make_ping() { return std::make_unique<ping>(); }

} // namespace carrick::tools
