#include <carrick/core/quantity.hpp>
#include <carrick/core/utf8.hpp>
#include <carrick/tools/cluster_access.hpp>
#include <carrick/tools/command.hpp>
#include <carrick/tools/follow_stream.hpp>
#include <carrick/tools/json_view.hpp>
#include <carrick/tools/paint.hpp>
#include <carrick/tools/table.hpp>

namespace carrick::tools {
namespace {

using system_messages::member_change;
using system_messages::member_row;

std::string tags_text(const std::map<std::string, std::string>& tags) {
  std::string out;
  for (const auto& [key, value] : tags)
    out.append(out.empty() ? "" : ",").append(key + "=" + value);
  return out;
}

std::string link_text(const member_row& row) {
  if (row.linked) return "up";
  auto since = show_duration(std::chrono::milliseconds(row.down_ms));
  return "down " + since + (row.why_down.empty() ? "" : ": " + row.why_down);
}

std::string round_trip_text(const member_row& row) {
  return row.round_trip_us == 0 ? "" : show_duration(std::chrono::microseconds(row.round_trip_us));
}

std::string posts_text(const member_row& row) {
  return std::to_string(row.posts_delivered) + "/" + std::to_string(row.posts_accepted);
}

std::string lost_text(const member_row& row) {
  std::string out;
  for (const auto& [reason, count] : row.lost_by)
    out.append(out.empty() ? "" : ",").append(reason + "=" + std::to_string(count));
  return out;
}

table table_of(const std::vector<member_row>& rows) {
  table out{
    {"NODE", "STATE", "ADDRESS", "VERSION", "TAGS", "RTT", "RECONNECTS", "POSTS", "LOST", "LINK"}};
  for (std::size_t right : {5u, 6u, 7u}) out.align_right(right);
  for (const auto& row : rows)
    out.add({row.node, row.state, row.address, row.app_version, tags_text(row.tags),
             round_trip_text(row), std::to_string(row.reconnects), posts_text(row), lost_text(row),
             link_text(row)});
  return out;
}

std::string change_text(const member_change& change, bool color) {
  bool bad = change.what == "failed" || change.what == "suspect" || change.what == "left";
  std::string out =
    painted(made_printable(change.what), bad ? paint::error : paint::good, color) + " ";
  out += made_printable(change.node);
  if (change.detail.empty()) return out;
  return out + "  " + painted(made_printable(change.detail), paint::faint, color);
}

/// Who is in the cluster, as one of its nodes sees it.
class members final : public command {
 public:
  members() : command("members", "who is in the cluster, and how its links are") {}

  void declare(command_args& args) override {
    args.optional("NODE", node_, "whose view (default: the first node that answers)");
    args.flag("-w,--watch", watch_, "print a line for each change, until Ctrl-C");
  }

  int run(invocation& at) override {
    auto cluster = cluster_access::open(at);
    if (!cluster) return at.fail(cluster.error());
    auto asked = (*cluster)->chosen(node_);
    if (!asked) return at.fail(asked.error());
    return watch_ ? follow(at, **cluster, *asked) : show(at, **cluster, *asked);
  }

 private:
  static int show(invocation& at, cluster_access& cluster, const std::vector<std::string>& asked) {
    auto rows = cluster.ask_first(asked, system_messages::members{});
    if (!rows) return at.fail(rows.error());
    if (at.out.format() == output_format::json) {
      at.out.line(json_of(*rows));
      return 0;
    }
    std::vector<std::string> json;
    for (const auto& row : rows->members) json.push_back(json_of(row));
    at.out.list(table_of(rows->members), json);
    if (!rows->source_problem.empty())
      at.out.note(made_printable(rows->source + ": " + rows->source_problem) + " (" +
                  show_duration(std::chrono::milliseconds(rows->problem_ms)) + ")");
    return 0;
  }

  static int follow(invocation& at, cluster_access& cluster,
                    const std::vector<std::string>& asked) {
    auto first = cluster.ask_first(asked, system_messages::info{});
    if (!first) return at.fail(first.error());
    followed_stream stream;
    stream.to = first->node;
    stream.type = &message_type_of<system_messages::watch_members>();
    stream.half_close = false;
    stream.show = [&at](const message_value& item) {
      const auto& change = *static_cast<const member_change*>(item.get());
      at.out.line(at.out.format() == output_format::text ? change_text(change, at.out.color_out())
                                                         : json_of(item));
    };
    return follow_stream(at, cluster, std::move(stream));
  }

  std::string node_;
  bool watch_ = false;
};

} // namespace

std::unique_ptr<command> make_members() { return std::make_unique<members>(); }

} // namespace carrick::tools
