#include <carrick/actors/node_log.hpp>

#include <carrick/actors/node_core.hpp>
#include <carrick/actors/peer_record.hpp>
#include <carrick/actors/registry.hpp>
#include <carrick/net/link.hpp>

#include <algorithm>

namespace carrick {

node_log::node_log(node_core& core, loop& where) : core_(core), lines_(where, core.log()) {}

/// "kv.put to store".
std::string node_log::text_of(endpoint to) const {
  const auto* known = core_.types().messages().find(to.message);
  auto target = core_.target_names().text(to.target);
  std::string text{known != nullptr ? known->type->name : "a message that is not registered"};
  return target.empty() ? text : text + " to " + target;
}

void node_log::posts_lost(const peer_record& to, carrick::code why, std::uint64_t count,
                          const net::post_totals& now) {
  std::string kind{"posts to " + to.id().text() + " were lost: "};
  kind.append(name_of(why));
  if (!lines_.is_first(kind)) return;
  auto line = std::to_string(count) + " " + kind + ". " + std::string{sentence_of(why)};
  const auto is_refusal = [&](const auto& each) { return each.first == why; };
  if (now.refused_at && std::any_of(now.refused_by.begin(), now.refused_by.end(), is_refusal))
    line += " They were refused by " + to.id().text() + ": " + text_of(*now.refused_at);
  lines_.warn("node", line);
}

void node_log::post_not_taken(const peer& to, const message_type& type, const status& why) {
  std::string kind{"posts to " + to.id().text() + " were not taken: "};
  kind.append(name_of(why.code()));
  if (!lines_.is_first(kind)) return;
  lines_.warn("node", kind + ": " + text_of({to.target(), type.id}) + ": " + why.message());
}

std::string node_log::kind_of(const refusal& what) const {
  return "posts of " + what.from.text() + " were refused: " + text_of(what.to) + ": " +
    std::string{name_of(what.why)};
}

void node_log::dial_failed(const peer_record& to, const status& why) {
  std::string kind{"cannot reach " + to.id().text() + ": "};
  kind.append(name_of(why.code()));
  if (lines_.is_first(kind)) lines_.info("link", kind + ": " + why.message());
}

void node_log::refused(const std::string& who, const status& why, const std::string& line) {
  if (lines_.is_first("no link with " + who + ": " + to_string(why))) lines_.warn("link", line);
}

void node_log::turned_away(const std::string& address, std::string_view why) {
  std::string kind{"connections were turned away: "};
  kind.append(why);
  if (lines_.is_first(kind)) lines_.warn("transport", kind + "; first " + address);
}

void node_log::stranger_closed(const node_id& node, const std::string& address, const status& why) {
  auto kind = "the link of the stranger " + node.text() + " was closed";
  if (lines_.is_first(kind)) lines_.info("link", kind + " (" + address + "): " + why.message());
}

} // namespace carrick
