#include <carrick/config/member_file.hpp>

#include <carrick/config/members.hpp>
#include <carrick/config/rows.hpp>
#include <carrick/config/toml_text.hpp>

#include <algorithm>

namespace carrick::config {
namespace {

/// What the node was made from: all but the other nodes.
bool needs_restart(const std::string& path, const std::string& own) {
  return !path.starts_with("nodes.") || path.starts_with(own);
}

std::map<std::string, std::string> values_of(const cluster_spec& spec, const node_id& self) {
  const auto own = "nodes." + toml_key(self.text()) + ".";
  std::map<std::string, std::string> out;
  for (const auto& row : rows(spec))
    if (needs_restart(row.path, own)) out.emplace(row.path, toml_text(row.held));
  return out;
}

} // namespace

member_file::member_file(const cluster_spec& running, node_id self, loaded_file file)
    : self_(std::move(self)), file_(std::move(file)), running_(values_of(running, self_)) {}

result<member_reading> member_file::read() {
  auto now = load(file_.file, file_.options);
  if (!now) {
    std::string all;
    for (const auto& each : now.error()) all += (all.empty() ? "" : "; ") + to_string(each);
    return fail(code::bad_config, std::move(all));
  }
  member_reading out{members_of(*now), changes(*now)};
  if (out.warnings == told_)
    out.warnings.clear();
  else
    told_ = out.warnings;
  return out;
}

std::vector<std::string> member_file::changes(const cluster_spec& now) {
  if (!now.nodes.contains(self_))
    return {self_.text() + " is no longer in it: the others part from this node, which runs on"};
  const auto values = values_of(now, self_);
  std::vector<std::string> out;
  auto tell = [&](const std::string& path) {
    auto where = now.origin_of(path);
    auto place = where.from == origin::kind::defaulted ? "" : " (" + to_string(where) + ')';
    out.push_back(path + " has changed" + place + ": it needs a restart");
  };
  for (const auto& [path, value] : values)
    if (auto before = running_.find(path); before == running_.end() || before->second != value)
      tell(path);
  for (const auto& [path, value] : running_)
    if (!values.contains(path)) tell(path);
  return out;
}

} // namespace carrick::config
