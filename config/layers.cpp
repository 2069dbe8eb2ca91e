#include <carrick/config/layers.hpp>

#include <carrick/config/toml_text.hpp>
#include <carrick/core/utf8.hpp>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <optional>

namespace carrick::config {
namespace {

using key_path = std::vector<std::string>;

constexpr std::string_view variable_prefix = "CARRICK_";

void move_to_profile(value& v, const std::string& profile) {
  auto moved = [&](origin where) {
    where.from = origin::kind::profile;
    where.profile = profile;
    return where;
  };
  v.set_where(moved(v.where()));
  if (auto* items = v.as<value::array>())
    for (auto& item : *items) move_to_profile(item, profile);
  if (auto* entries = v.as<value::table>())
    for (auto& e : *entries) {
      e.where = moved(e.where);
      move_to_profile(e.held, profile);
    }
}

/// As far as a variable's name can tell keys apart.
std::string folded(std::string_view key) {
  std::string out{key};
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '-' || c == '.' || c == ':') c = '_';
  }
  return out;
}

/// Keys as a variable's name gives them meet keys of the tree by folded(), as --set by themselves.
enum class spelling { exact, folded };

bool matches(std::string_view known, std::string_view wanted, spelling how) {
  return known == wanted || (how == spelling::folded && folded(known) == wanted);
}

value* item_of(value::array& items, std::string_view wanted, spelling how) {
  for (auto& item : items)
    if (auto* name = item.find("name"); name && name->as<std::string>())
      if (matches(*name->as<std::string>(), wanted, how)) return &item;
  std::size_t index = 0;
  auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), index);
  bool is_index = error == std::errc{} && end == wanted.data() + wanted.size();
  return is_index && index < items.size() ? &items[index] : nullptr;
}

std::string key_in(const value& table, const std::string& wanted, spelling how) {
  if (auto* entries = table.as<value::table>())
    for (const auto& e : *entries)
      if (matches(e.key, wanted, how)) return e.key;
  return wanted;
}

void assign(value& tree, key_path keys, value what, spelling how, report& to) {
  if (keys == key_path{"log", "level"} && what.as<std::string>()) keys.emplace_back("default");
  const origin where = what.where();
  value* at = &tree;
  for (const auto& key : keys) {
    if (auto* items = at->as<value::array>()) {
      at = item_of(*items, key, how);
      if (!at)
        return to.add(where, "there is no item " + in_quotes(key),
                      "items go by name, or number from 0");
    } else {
      at = &at->child(key_in(*at, key, how), where);
    }
  }
  overlay(*at, what);
}

/// "TRANSPORT__DIAL_TIMEOUT" as a path; empty if it is not meant for the configuration.
key_path path_of_variable(std::string_view name) {
  auto rest = folded(name);
  if (rest == "cluster" || rest == "app_version") return {rest};
  key_path out;
  for (std::size_t end = 0; (end = rest.find("__")) != rest.npos; rest.erase(0, end + 2))
    out.push_back(rest.substr(0, end));
  if (!out.empty()) out.push_back(rest);
  return out;
}

/// The keys before the "=", as TOML writes keys. Nothing if they are none.
std::optional<key_path> path_of_set(std::string_view keys) {
  auto tree = parse_toml(std::string{keys} + " = 0", "");
  auto* root = std::get_if<value>(&tree);
  key_path out;
  for (const value* at = root; at && at->as<value::table>();
       at = &at->as<value::table>()->front().held) {
    if (at->as<value::table>()->size() != 1) return std::nullopt;
    out.push_back(at->as<value::table>()->front().key);
  }
  return root && !out.empty() ? std::optional{out} : std::nullopt;
}

/// Where the path of `key.path=value` ends: at the first "=" outside quotes.
std::size_t end_of_path(std::string_view text) {
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (quote ? c == quote : c == '"' || c == '\'') quote = quote ? '\0' : c;
    if (!quote && c == '=') return i;
  }
  return text.npos;
}

/// What comes from outside of files is UTF-8 like them, or is refused.
bool are_texts(const origin& where, std::initializer_list<std::string_view> all, report& to) {
  if (std::all_of(all.begin(), all.end(), valid_utf8)) return true;
  to.add(where, "not UTF-8: " + in_quotes(*(all.end() - 1)), "write it in UTF-8, as files are");
  return false;
}

} // namespace

void normalise(value& layer) {
  auto* log = layer.find("log");
  auto* level = log ? log->find("level") : nullptr;
  if (!level || !level->as<std::string>()) return;
  value text = *level;
  *level = value{value::table{{"default", text.where(), text}}, text.where()};
}

std::map<std::string, value> take_profiles(value& file, report& to) {
  std::map<std::string, value> out;
  auto* profiles = file.find("profile");
  if (!profiles) return out;
  if (auto* entries = profiles->as<value::table>()) {
    for (auto& e : *entries) {
      if (!e.held.as<value::table>()) {
        to.add(e.where, "profile " + in_quotes(e.key) + " is no table",
               "write [profile." + toml_key(e.key) + ']');
        continue;
      }
      move_to_profile(e.held, e.key);
      normalise(e.held);
      out.emplace(e.key, std::move(e.held));
    }
  } else {
    to.add(profiles->where(), "expected tables, got " + std::string{kind_of(*profiles)},
           "write [profile.NAME]");
  }
  file.erase("profile");
  return out;
}

void apply_environment(value& tree, const std::map<std::string, std::string>& variables,
                       report& to) {
  for (const auto& [name, text] : variables) {
    if (!name.starts_with(variable_prefix)) continue;
    auto keys = path_of_variable(std::string_view{name}.substr(variable_prefix.size()));
    if (keys.empty()) continue;
    origin where{origin::kind::environment, name, {}, 0, 0};
    if (!are_texts(where, {name, text}, to)) continue;
    assign(tree, std::move(keys), parse_value(text, where), spelling::folded, to);
  }
}

void apply_sets(value& tree, const std::vector<std::string>& sets, report& to) {
  for (const auto& set : sets) {
    origin where{origin::kind::set, set, {}, 0, 0};
    if (!are_texts(where, {set}, to)) continue;
    auto end = end_of_path(set);
    auto keys = end == set.npos ? std::nullopt : path_of_set(set.substr(0, end));
    if (keys)
      assign(tree, std::move(*keys), parse_value(std::string_view{set}.substr(end + 1), where),
             spelling::exact, to);
    else
      to.add(where, "not key.path=value", "write --set log.level=debug");
  }
}

} // namespace carrick::config
