#include <carrick/membership/exec_lines.hpp>

#include <carrick/core/log.hpp>
#include <carrick/membership/json_fields.hpp>
#include <carrick/membership/registration.hpp>

namespace carrick::membership {
namespace {

constexpr std::size_t members_max = 65'536;

status malformed(std::string why) { return fail(code::malformed, std::move(why)); }

result<configured_member> named_member(const boost::json::object& from) {
  auto node = json::text_at(from, "node");
  if (!node) return malformed("no \"node\"");
  return member_of(*node, from);
}

} // namespace

std::optional<result<update>> exec_lines::next() {
  while (auto line = lines_.next())
    if (line->text.find_first_not_of(" \t\r") != line->text.npos) return take(*line);
  return std::nullopt;
}

result<update> exec_lines::take(const line_splitter::line& line) {
  if (line.too_long) return fail(code::too_large, "a line of more than 1 MiB");
  if (auto done = apply(line.text); !done.ok())
    return fail(done.code(), done.message() + " in the line " + printable(line.text));
  return list();
}

status exec_lines::apply(std::string_view line) {
  auto said = json::parse_object(line);
  if (!said) return said.error();
  auto event = json::text_at(*said, "event");
  if (!event) return malformed("no \"event\"");
  if (*event == "joined") {
    auto member = named_member(*said);
    if (!member) return member.error();
    if (members_.size() >= members_max) return fail(code::too_large, "more than 65,536 members");
    members_[member->id] = *member;
    return {};
  }
  if (*event == "left") {
    auto member = named_member(*said);
    if (!member) return member.error();
    members_.erase(member->id);
    return {};
  }
  if (*event != "snapshot") return malformed("the event \"" + printable(*event) + "\"");
  const auto* list = json::array_at(*said, "members");
  if (!list) return malformed("a snapshot without \"members\"");
  std::map<node_id, configured_member> all;
  for (const auto& each : *list) {
    const auto* object = each.if_object();
    auto member = object ? named_member(*object) : malformed("a member that is no object");
    if (!member) return member.error();
    if (!all.emplace(member->id, *member).second)
      return malformed("node id " + member->id.text() + " occurs twice");
  }
  members_ = std::move(all);
  return {};
}

update exec_lines::list() const {
  update out;
  for (const auto& [id, member] : members_) out.push_back(member);
  return out;
}

} // namespace carrick::membership
