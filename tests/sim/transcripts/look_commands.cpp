#include "stage.hpp"
#include "vocabulary.hpp"
#include "words.hpp"

#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/system_messages.hpp>

namespace carrick::test::transcripts {
namespace {

/// The table of its members, as the node itself answers it. Takes the time of a request to itself.
void members(stage& on, words& rest) {
  const auto node = rest.next();
  const auto rows = on.cluster().ask(node, system_messages::members{});
  if (!rows) return on.told().add(node, to_string(rows.error()));
  for (const auto& row : rows->members) {
    if (row.node == node) continue;
    auto text = "member " + row.node + ": " + row.state;
    if (!row.linked) text += ", " + row.why_down;
    on.told().add(node, std::move(text));
  }
  on.finish_millisecond();
}

/// account NODE TO: of its posts to that node, without what is zero.
void account(stage& on, words& rest) {
  const auto node = rest.next(), other = rest.next();
  const auto* dispatch = dispatcher_between(on.cluster(), node, other);
  if (dispatch == nullptr) return on.told().add(node, "no posts to " + other);
  const auto account = dispatch->account();
  std::uint64_t sum = 0;
  std::string parts;
  auto part = [&](std::uint64_t count, std::string_view name) {
    sum += count;
    if (count == 0) return;
    parts += parts.empty() ? " = " : " + ";
    parts += std::to_string(count) + " " + std::string{name};
  };
  part(account.delivered, "delivered");
  part(account.refused, "refused");
  part(account.dropped, "dropped");
  part(account.unsent, "unsent");
  part(account.in_flight, "in flight");
  part(account.in_doubt, "in doubt");
  for (const auto& [why, count] : account.lost_by)
    parts += ", " + std::to_string(count) + " by " + std::string{name_of(why)};
  if (sum != account.accepted) parts += ", NOT EXACT";
  on.told().add(
    node, "posts to " + other + ": " + std::to_string(account.accepted) + " accepted" + parts);
}

/// connections NODE NODE: those of which an end is open, dials under way included.
void connections(stage& on, words& rest) {
  const auto one = rest.next(), other = rest.next();
  const auto count = on.cluster().net().connections(one, other);
  on.told().add(one, "connections with " + other + ": " + std::to_string(count));
}

/// show dials: from now on.
void show(stage& on, words& rest) {
  rest.expect("dials");
  for (const auto* kind : {"dial", "dialed", "dial_ended"}) on.told().show(kind);
}

} // namespace

void add_look_commands(vocabulary& to) {
  to["members"] = members;
  to["account"] = account;
  to["connections"] = connections;
  to["show"] = show;
}

} // namespace carrick::test::transcripts
