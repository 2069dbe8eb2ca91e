#include <carrick/actors/node_log.hpp>

#include <carrick/actors/nearest_actor.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/peer_record.hpp>
#include <carrick/actors/registry.hpp>

#include <algorithm>

namespace carrick {

std::string to_string(const link_end& who) {
  return who.name.empty() ? who.address : who.name + " at " + who.address;
}

node_log::node_log(node_core& core, loop& where) : core_(core), lines_(where, core.log()) {}

namespace {

std::string_view host_in(std::string_view address) noexcept {
  return address.substr(0, address.rfind(':'));
}

} // namespace

/// "kv.put to store".
std::string node_log::text_of(endpoint to) const {
  const auto* known = core_.types().messages().find(to.message);
  auto target = core_.target_names().text(to.target);
  std::string text{known != nullptr ? known->type->name : "a message that is not registered"};
  return target.empty() ? text : text + " to " + target;
}

/// "kv.put to store, sent by feed (kv.feed)".
std::string node_log::text_of(const net::message_head& post) const {
  auto sender = core_.sender_label(post.sender);
  return text_of(post.to) + (sender.empty() ? "" : ", sent by " + sender);
}

void node_log::posts_lost(peer_record& to, carrick::code why, std::uint64_t count,
                          const std::optional<net::outbox::lost_post>& last) {
  std::string kind{"posts to " + to.id().text() + " were lost: "};
  kind.append(name_of(why));
  if (!lines_.is_first(kind)) return;
  auto line = std::to_string(count) + " " + kind + ". " + std::string{sentence_of(why)};
  if (last && last->refused)
    line += " They were refused by " + to.id().text() + ": " + text_of(last->head);
  else if (last)
    line += " The last was " + text_of(last->head);
  auto name = last ? core_.target_names().find(last->head.to.target) : std::string{};
  if (why != code::no_handler || name.empty()) return lines_.warn("node", line);
  ask_for_nearest_actor(core_, to, std::move(name), [this, line](const std::string& advice) {
    lines_.warn("node", line + (advice.empty() ? "" : "; " + advice));
  });
}

void node_log::post_not_taken(const peer& to, const net::message_head& post, const status& why) {
  std::string kind{"posts to " + to.id().text() + " were not taken: "};
  kind.append(name_of(why.code()));
  if (!lines_.is_first(kind)) return;
  lines_.warn("node", kind + ": " + text_of(post) + ": " + why.message());
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

void node_log::refused(const link_end& who, const status& why) { tell("no link", who, why); }

void node_log::broken_off(const link_end& who, const status& why) {
  tell("a broken link", who, why);
}

/// Of a member each reason is a kind of its own. A stranger chooses his name, and much of a reason:
/// of him the host and the code make the kind.
void node_log::tell(std::string_view what, const link_end& who, const status& why) {
  std::string kind{what};
  kind += " with ";
  if (who.is_member)
    kind += who.name + ": " + to_string(why);
  else
    kind.append("somebody at ")
      .append(host_in(who.address))
      .append(": ")
      .append(name_of(why.code()));
  if (!lines_.is_first(kind)) return;
  lines_.warn("link", std::string{what} + " with " + to_string(who) + ": " + to_string(why));
}

void node_log::leaves(const link_end& who, const status& why) {
  const std::string kind{"somebody at " + std::string{host_in(who.address)} + " leaves"};
  if (who.is_member || lines_.is_first(kind))
    lines_.info("link", who.name + " leaves: " + to_string(why));
}

void node_log::accepting_paused(const status& why) {
  const std::string kind{"accepting is paused"};
  if (lines_.is_first(kind)) lines_.warn("transport", kind + ": " + why.message());
}

void node_log::turned_away(const std::string& address, std::string_view limit, const status& why) {
  std::string kind{"connections were turned away by the limit "};
  kind.append(limit);
  if (lines_.is_first(kind))
    lines_.warn("transport", kind + ": " + why.message() + "; first " + address);
}

void node_log::stranger_closed(const node_id& node, const std::string& address, const status& why) {
  auto kind = "the link of the stranger " + node.text() + " was closed";
  if (lines_.is_first(kind)) lines_.info("link", kind + " (" + address + "): " + why.message());
}

} // namespace carrick
