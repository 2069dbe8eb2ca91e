#include "rules.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string_view>
#include <utility>

namespace carrick::tree {
namespace {

std::string finding(const source_file& file, std::size_t line, const std::string& sentence) {
  return file.path + ":" + std::to_string(line) + ": " + sentence;
}

bool is_one_of(std::string_view value, const std::set<std::string_view>& values) {
  return values.count(value) != 0;
}

std::size_t line_of(const std::string& text, std::size_t offset) {
  return 1 +
    static_cast<std::size_t>(
           std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

findings matches(const source_file& file, const std::string& text, const std::regex& pattern,
                 const std::string& sentence) {
  findings found;
  for (std::sregex_iterator at{text.begin(), text.end(), pattern}, end; at != end; ++at) {
    found.push_back(finding(file, line_of(text, static_cast<std::size_t>(at->position())),
                            at->str() + ": " + sentence));
  }
  return found;
}

void append(findings& to, findings more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// The umbrella header stands at the root, above all libraries.
int level_of(std::string_view folder) {
  static const std::map<std::string_view, int> levels{
    {"core", 0}, {"serialization", 1}, {"net", 1}, {"membership", 1}, {"actors", 2}, {"config", 3},
    {"sim", 4},  {"tools", 5},         {"", 6},    {"examples", 7},   {"bench", 7},  {"tests", 8},
  };
  const auto at = levels.find(folder);
  return at == levels.end() ? -1 : at->second;
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.find('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

/// From the end of a line on, so that a block that is found begins with a line.
std::string lines_without_margin(const std::string& text) {
  std::string out = "\n";
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);)
    out += line.substr(std::min(line.find_first_not_of(' '), line.size())) + "\n";
  return out;
}

constexpr auto npos = std::string::npos;

// The programs that carrick is compared with, a build of their own.
bool is_of_a_peer(const source_file& file) { return file.path.starts_with("bench/peers/"); }

bool is_for_tests(const source_file& file) { return is_one_of(file.folder(), {"tests", "bench"}); }

// The compiler refuses it, which is its test.
bool is_refused(const source_file& file) {
  return file.path.find("/compile_fail/") != std::string::npos;
}

bool begins_with_any(std::string_view text, const std::vector<std::string>& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](const std::string& one) { return text.starts_with(one); });
}

// net/ itself moves bytes; what talks to sockets stands in its folders.
bool may_use_asio(const source_file& file) {
  const bool transport =
    file.folder() == "net" && std::count(file.path.begin(), file.path.end(), '/') > 1;
  return transport || is_one_of(file.folder(), {"actors", "tools"});
}

bool looks_names_up(const source_file& file) { return file.path.starts_with("net/names/"); }

struct library {
  std::string_view prefix;
  std::function<bool(const source_file&)> allowed;
  std::string_view where;
};

const std::vector<library>& libraries() {
  static const auto in = [](std::set<std::string_view> folders) {
    return [folders = std::move(folders)](const source_file& file) {
      return is_one_of(file.folder(), folders);
    };
  };
  static const std::vector<library> all{
    {"boost/asio", may_use_asio, "net/*/, actors/, tools/"},
    {"boost/beast", may_use_asio, "net/*/, actors/, tools/"},
    {"boost/json", in({"membership", "tools"}), "membership/, tools/"},
    {"ares.h", looks_names_up, "net/names/"},
    {"caf/", in({"actors", "config", "sim", "tools", "examples"}), "actors/ and above"},
    {"cereal/", in({"serialization"}), "serialization/"},
    {"CLI/", in({"tools"}), "tools/"},
    {"spdlog/", in({"tools"}), "tools/"},
    {"toml++/", in({"config"}), "config/"},
  };
  return all;
}

const source_file* file_named(const source_tree& tree, std::string_view path) {
  const auto at = std::find_if(tree.begin(), tree.end(),
                               [&](const source_file& file) { return file.path == path; });
  return at == tree.end() ? nullptr : &*at;
}

// Files that `from` includes, directly or not, itself among them.
std::set<const source_file*> reached(const source_tree& tree, const source_file& from) {
  std::set<const source_file*> seen{&from};
  std::vector<const source_file*> open{&from};
  while (!open.empty()) {
    const source_file& file = *open.back();
    open.pop_back();
    for (const include_line& include : file.includes) {
      const source_file* next = file_named(tree, resolve(file, include));
      if (next != nullptr && seen.insert(next).second) open.push_back(next);
    }
  }
  return seen;
}

std::string without_ending(std::string_view path) {
  return std::string{path.substr(0, path.rfind('.'))};
}

// A folder's fwd.hpp is an offer to users; that it compiles is all that can be asked of it.
bool may_be_unused(const source_file& file) {
  return file.folder().empty() || file.path.ends_with("/fwd.hpp");
}

} // namespace

findings include_arrows(const source_tree& tree) {
  findings found;
  for (const source_file& file : tree) {
    for (const include_line& include : file.includes) {
      const std::string target = resolve(file, include);
      if (target.empty() || folder_of(target) == file.folder()) continue;
      if (level_of(folder_of(target)) < 0 ||
          level_of(folder_of(target)) >= level_of(file.folder())) {
        found.push_back(finding(file, include.line, "may not include " + target));
      }
    }
  }
  return found;
}

findings libraries_in_their_folders(const source_tree& tree) {
  findings found;
  for (const source_file& file : tree) {
    if (is_for_tests(file)) continue;
    for (const include_line& include : file.includes) {
      for (const library& one : libraries()) {
        if (include.path.starts_with(one.prefix) && !one.allowed(file)) {
          found.push_back(
            finding(file, include.line, include.path + " belongs to " + std::string{one.where}));
        }
      }
    }
  }
  return found;
}

findings light_public_headers(const source_tree& tree) {
  static const std::regex heavy{"^(boost/asio|boost/beast|boost/json|CLI/|spdlog/|toml\\+\\+/).*"};
  const source_file* umbrella = file_named(tree, "carrick.hpp");
  if (umbrella == nullptr) return {"carrick.hpp is not there"};
  findings found;
  for (const source_file* file : reached(tree, *umbrella)) {
    for (const include_line& include : file->includes) {
      if (std::regex_match(include.path, heavy)) {
        found.push_back(finding(*file, include.line,
                                "carrick.hpp reaches this file, which includes " + include.path));
      }
    }
  }
  return found;
}

findings sources_that_pay(const source_tree& tree, const std::vector<heavy_library>& libraries) {
  std::vector<std::size_t> paying(libraries.size());
  for (const source_file& source : tree) {
    if (!source.is_source() || is_of_a_peer(source) || is_refused(source)) continue;
    std::set<std::string_view> headers;
    for (const source_file* file : reached(tree, source))
      for (const include_line& include : file->includes) headers.insert(include.path);
    for (std::size_t i = 0; i < libraries.size(); ++i)
      paying[i] += std::any_of(headers.begin(), headers.end(), [&](std::string_view header) {
        return begins_with_any(header, libraries[i].headers);
      });
  }
  findings found;
  for (std::size_t i = 0; i < libraries.size(); ++i) {
    const auto& [name, _, allowed] = libraries[i];
    if (paying[i] == allowed) continue;
    found.push_back(
      std::to_string(paying[i]) + " sources include heavy headers of " + name + ", " +
      std::to_string(allowed) + " are allowed: " +
      (paying[i] > allowed ? "include less, or allow it with a reason" : "lower the number"));
  }
  return found;
}

findings banned_includes(const source_tree& tree) {
  static const std::vector<std::pair<std::string_view, std::string_view>> banned{
    {"cereal/types/memory.hpp", "pointer ids from the wire are untyped"},
    {"cereal/types/polymorphic.hpp", "the peer would choose the type"},
    {"cereal/archives/", "the stock archives trust lengths; ours have a budget"},
    {"caf/all.hpp", "2 seconds a file"},
    {"caf/io/", "CAF's distribution has no authentication and no deadlines"},
    {"caf/openssl/", "CAF's distribution has no deadlines"},
  };
  findings found;
  for (const source_file& file : tree) {
    if (is_of_a_peer(file)) continue;
    for (const include_line& include : file.includes) {
      for (const auto& [prefix, reason] : banned) {
        if (include.path.starts_with(prefix)) {
          found.push_back(
            finding(file, include.line, include.path + " is banned: " + std::string{reason}));
        }
      }
    }
  }
  return found;
}

findings banned_calls(const source_tree& tree, const std::vector<allowed_call>& allowed) {
  static const std::regex call{
    "\\b(sleep_for|sleep_until|usleep|nanosleep|random_device|gettimeofday|clock_gettime"
    "|(system_clock|steady_clock|high_resolution_clock)\\s*::\\s*now"
    "|s?rand(?=\\s*\\()|sleep(?=\\s*\\(\\s*[0-9]))\\b"};
  findings found;
  std::set<const allowed_call*> used;
  for (const source_file& file : tree) {
    for (std::sregex_iterator at{file.code.begin(), file.code.end(), call}, end; at != end; ++at) {
      const auto allowance = std::find_if(
        allowed.begin(), allowed.end(),
        [&](const allowed_call& one) { return one.path == file.path && one.call == at->str(); });
      if (allowance != allowed.end()) {
        used.insert(&*allowance);
      } else {
        const auto line = line_of(file.code, static_cast<std::size_t>(at->position()));
        found.push_back(finding(file, line, at->str() + " is banned here"));
      }
    }
  }
  for (const allowed_call& one : allowed) {
    if (used.count(&one) == 0) {
      found.push_back(one.path + ": no longer calls " + one.call + ", take the allowance away");
    }
  }
  return found;
}

findings dead_headers(const source_tree& tree) {
  std::set<std::string> used;
  for (const source_file& file : tree) {
    for (const include_line& include : file.includes) {
      const std::string target = resolve(file, include);
      if (without_ending(target) != without_ending(file.path)) used.insert(target);
    }
  }
  findings found;
  for (const source_file& file : tree) {
    if (file.is_header() && !may_be_unused(file) && used.count(file.path) == 0) {
      found.push_back(file.path + ": no other file includes it");
    }
  }
  return found;
}

findings pragma_once(const source_tree& tree) {
  findings found;
  for (const source_file& file : tree) {
    if (!file.is_header()) continue;
    const std::size_t first = file.code.find_first_not_of(" \n");
    if (first == std::string::npos || file.code.compare(first, 13, "#pragma once\n") != 0) {
      found.push_back(file.path + ": does not begin with #pragma once");
    }
  }
  return found;
}

findings paths_of_one_machine(const source_tree& tree) {
  static const std::regex path{"(^|[^A-Za-z0-9_.}/])/(home|root|work|Users)/[A-Za-z0-9_.]"};
  findings found;
  for (const source_file& file : tree) {
    append(found, matches(file, file.text, path, "is a path of one machine"));
  }
  return found;
}

findings log_components_agree(const source_tree& tree) {
  static const std::regex listed{"log_components\\[\\] = \\{([^}]*)\\}"};
  static const std::regex name{"\"([a-z]+)\""};
  static const std::regex line{
    "\\b(?:(?:debug|info|warn|error)\\(|write\\(\\s*[\\w:]+,)\\s*\"([a-z]+)\","};
  const source_file* spec = file_named(tree, "config/cluster_spec.hpp");
  std::smatch list;
  if (spec == nullptr || !std::regex_search(spec->text, list, listed))
    return {"config/cluster_spec.hpp: names no log_components"};
  std::set<std::string> silent;
  const std::string names = list[1];
  for (std::sregex_iterator at{names.begin(), names.end(), name}, end; at != end; ++at)
    silent.insert((*at)[1]);
  const auto known = silent;
  findings found;
  for (const source_file& file : tree) {
    if (is_for_tests(file) || file.folder() == "examples") continue;
    for (std::sregex_iterator at{file.text.begin(), file.text.end(), line}, end; at != end; ++at) {
      silent.erase((*at)[1]);
      if (!known.contains((*at)[1]))
        found.push_back(finding(file, line_of(file.text, static_cast<std::size_t>(at->position())),
                                "no level is for \"" + (*at)[1].str() + '"'));
    }
  }
  for (const auto& one : silent)
    found.push_back("config/cluster_spec.hpp: no log line comes from \"" + one + '"');
  return found;
}

findings types_of_users_differ(const source_tree& tree) {
  static const std::regex opened{"^namespace (carrick|carrick::config|carrick::sim) \\{"};
  static const std::regex type{
    "^(?:class|struct|enum class|enum|using) (?:\\[\\[nodiscard\\]\\] )?(\\w+)(?: =| :| final| "
    "\\{|$)"};
  std::map<std::string, std::pair<std::string, std::string>> declared; // namespace and place
  findings found;
  for (const source_file& file : tree) {
    if (!file.is_header() || is_for_tests(file)) continue;
    std::string inside;
    std::istringstream lines{file.code};
    std::size_t number = 0;
    std::ptrdiff_t depth = 0; // of braces before the line
    for (std::string text; std::getline(lines, text);) {
      ++number;
      std::smatch match;
      if (depth == 0) inside = std::regex_search(text, match, opened) ? match[1] : std::string{};
      if (depth == 1 && !inside.empty() && std::regex_search(text, match, type)) {
        const auto place = file.path + ':' + std::to_string(number);
        const auto [before, is_new] = declared.try_emplace(match[1], inside, place);
        if (!is_new && before->second.first != inside)
          found.push_back(place + ": " + match[1].str() + " is a type of " + inside + " and of " +
                          before->second.first + " (" + before->second.second + ')');
      }
      depth +=
        std::count(text.begin(), text.end(), '{') - std::count(text.begin(), text.end(), '}');
    }
  }
  return found;
}

findings versions_agree(const source_tree& tree) {
  static const std::regex cmake{"project\\(carrick VERSION ([0-9.]+)"};
  static const std::regex header{"version_text = \"([0-9.]+)\""};
  const source_file* lists = file_named(tree, "CMakeLists.txt");
  const source_file* version = file_named(tree, "core/version.hpp");
  std::smatch one, other;
  if (lists == nullptr || !std::regex_search(lists->text, one, cmake)) {
    return {"CMakeLists.txt: names no version"};
  }
  if (version == nullptr || !std::regex_search(version->text, other, header)) {
    return {"core/version.hpp: names no version"};
  }
  if (one[1].str() == other[1].str()) return {};
  return {"core/version.hpp: " + other[1].str() + ", but CMakeLists.txt: " + one[1].str()};
}

findings documented_code_is_compiled(const source_tree& tree) {
  const source_file* page = file_named(tree, "docs/testing.md");
  if (page == nullptr) return {"docs/testing.md: is missing"};
  const auto stands = [&](const std::string& block) {
    return std::any_of(tree.begin(), tree.end(), [&](const source_file& file) {
      return file.folder() == "examples" && lines_without_margin(file.text).find(block) != npos;
    });
  };
  findings found;
  std::istringstream text{lines_without_margin(page->text)};
  std::size_t line = 0, begun = 0;
  std::string block;
  for (std::string one; std::getline(text, one); ++line) {
    if (begun == 0) {
      if (one == "```cpp") begun = line, block = "\n";
    } else if (one != "```") {
      block += one + "\n";
    } else {
      if (!stands(block))
        found.push_back(finding(*page, begun, "stands in no source of examples/"));
      begun = 0;
    }
  }
  return found;
}

findings no_caf_distribution(const source_tree& tree) {
  static const std::regex linked{"(-l|\\b)(lib)?caf_(io|openssl)\\b|CAF::(io|openssl)\\b"};
  findings found;
  for (const source_file& file : tree) {
    const bool builds = file.path.ends_with("CMakeLists.txt") || file.path.ends_with(".in");
    if (builds && !is_of_a_peer(file))
      append(found, matches(file, file.text, linked, "is never linked"));
  }
  return found;
}

} // namespace carrick::tree
