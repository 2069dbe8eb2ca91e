#include <carrick/tools/own_view.hpp>

#include <carrick/actors/system_messages.hpp>
#include <carrick/config/node_from_spec.hpp>
#include <carrick/core/quantity.hpp>

namespace carrick::tools {
namespace {

using namespace std::chrono_literals;

constexpr auto limit = 500ms;

node_options options_for(const node& of, const config::cluster_spec& spec) {
  auto out = config::client_options_from(spec);
  out.members = {{.node = of.id(), .addresses = {of.address()}, .tags = {}}};
  return out;
}

std::string member_text(const system_messages::member_row& row) {
  auto why = row.why_down.empty() ? "no link yet" : row.why_down;
  return row.node + ": " + why + " (" + show_duration(std::chrono::milliseconds(row.down_ms)) + ")";
}

} // namespace

own_view::own_view(const node& of, const config::cluster_spec& spec, const registry& types)
    : self_(of.id().text()), client_(options_for(of, spec), types) {}

std::vector<std::string> own_view::missing() {
  auto rows = client_.ask(self_, system_messages::members{}, limit);
  if (!rows) return {"itself: " + to_string(rows.error())};
  std::vector<std::string> out;
  if (!rows->source_problem.empty()) out.push_back(rows->source + ": " + rows->source_problem);
  for (const auto& row : rows->members)
    if (!row.linked && row.node != self_) out.push_back(member_text(row));
  return out;
}

} // namespace carrick::tools
