#include <carrick/config/rows.hpp>
#include <carrick/config/toml_text.hpp>
#include <carrick/core/utf8.hpp>
#include <carrick/tools/command.hpp>
#include <carrick/tools/json_view.hpp>
#include <carrick/tools/load_cluster.hpp>
#include <carrick/tools/table.hpp>

namespace carrick::tools {
namespace {

/// What `config check` prints for each finding.
struct finding_line {
  std::string place, message, hint, code;
  CARRICK_DATA(finding_line, "carrick.tool.finding", place, message, hint, code)
};
struct check_result {
  std::string file;
  bool ok = false;
  std::uint64_t nodes = 0;
  std::vector<finding_line> findings;
  CARRICK_DATA(check_result, "carrick.tool.check", file, ok, nodes, findings)
};

/// What `config print` prints for each value.
struct value_line {
  std::string path, value, origin; ///< value: as TOML writes it
  CARRICK_DATA(value_line, "carrick.tool.value", path, value, origin)
};

finding_line shown_finding(const config::finding& f) {
  return {place_of(f.where), f.message, f.hint, std::string{name_of(f.code)}};
}

/// What a file says, and whether it may.
class config_command final : public command {
 public:
  config_command() : command("config", "check a file, or print what is in force") {}

  void declare(command_args& args) override {
    args.required("ACTION", action_, "check or print");
    args.optional("FILE", file_, "the cluster's file (default: as --config)");
    args.flag("--origin", origin_, "print: say where each value comes from");
  }

  int run(invocation& at) override {
    if (action_ == "check") return check(at);
    if (action_ == "print") return print(at);
    return at.fail(usage_failure("\"config " + action_ + "\" does not exist",
                                 {near_names(action_, {"check", "print"}, "There is")}));
  }

 private:
  int check(invocation& at) {
    const auto& file = cluster_file(at, file_);
    auto loaded = load_cluster(at, file_);
    if (at.out.format() != output_format::text) {
      check_result out{file, loaded.has_value(), loaded ? loaded->nodes.size() : 0, {}};
      for (const auto& f : loaded.error()) out.findings.push_back(shown_finding(f));
      at.out.line(json_of(out));
    } else if (loaded) {
      at.out.line(made_printable(file) + " is right: cluster \"" + loaded->cluster + "\", " +
                  std::to_string(loaded->nodes.size()) + " nodes");
    } else {
      return at.fail(failure_of(loaded.error(), file));
    }
    return static_cast<int>(loaded ? exit_code::success : exit_code::usage);
  }

  int print(invocation& at) {
    auto spec = load_cluster_or_fail(at, file_);
    if (!spec) return at.fail(spec.error());
    if (at.out.format() == output_format::text) {
      at.out.text(config::print(*spec, origin_));
      return 0;
    }
    std::vector<std::string> json;
    for (const auto& row : config::rows(*spec))
      json.push_back(
        json_of(value_line{row.path, config::toml_text(row.held), to_string(row.where)}));
    at.out.list(table{{}}, json);
    return 0;
  }

  std::string action_, file_;
  bool origin_ = false;
};

} // namespace

std::unique_ptr<command> make_config() { return std::make_unique<config_command>(); }

} // namespace carrick::tools
