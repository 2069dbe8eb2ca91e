#include <carrick/config/reader.hpp>

#include <carrick/config/toml_text.hpp>
#include <carrick/config/tree_source.hpp>
#include <carrick/core/utf8.hpp>

#include <algorithm>
#include <array>

/// The keys whose values have a form of their own.
namespace carrick::config {
namespace {

constexpr range<std::size_t> loop_counts{1, 1024};
constexpr text_rule any_text{.bytes_max = text_bytes_max};
constexpr std::string_view level_names[] = {"trace", "debug", "info", "warn", "error", "off"};

std::vector<std::string> names_of(const std::vector<known_actor_type>& types) {
  std::vector<std::string> out;
  for (const auto& type : types) out.push_back(type.name);
  return out;
}

bool is_known_component(std::string_view name) {
  return name == "default" ||
    std::find(std::begin(log_components), std::end(log_components), name) !=
    std::end(log_components);
}

std::vector<std::string> known_components() {
  std::vector<std::string> out{"default"};
  out.insert(out.end(), std::begin(log_components), std::end(log_components));
  return out;
}

/// The character of an actor's name that may not be in one; 0 if all may.
char wrong_character(std::string_view name) {
  auto at = std::find_if_not(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
      c == '_' || c == '-';
  });
  return at == name.end() ? '\0' : *at;
}

} // namespace

void reader::tags(std::string_view key, std::map<std::string, std::string>& to) {
  auto* table = find_table(key);
  if (!table) return;
  for (const auto& e : *table->as<value::table>()) {
    note(path_of(key) + '.' + toml_key(e.key), e.held);
    if (!printable_utf8(e.key)) {
      report_.add(e.where, "the tag " + in_quotes(e.key) + " has a control character in its name",
                  "write it without");
      continue;
    }
    auto* text = text_of(e.held, "a string");
    if (text && fits(e.held, *text, any_text)) to[e.key] = *text;
  }
}

void reader::levels(std::string_view key, std::map<std::string, log_level>& to) {
  auto* v = find(key);
  if (!v) return;
  auto* entries = v->as<value::table>();
  if (!entries) return log_level_of(*v, to["default"]);
  for (const auto& e : *entries) {
    if (!is_known_component(e.key)) {
      report_.add(e.where, "no log lines come from " + in_quotes(e.key),
                  suggestion(e.key, known_components(), "allowed here"));
      continue;
    }
    note(path_of(key) + '.' + toml_key(e.key), e.held);
    log_level_of(e.held, to[e.key]);
  }
}

void reader::log_level_of(const value& v, log_level& to) {
  auto* text = text_of(v, "a level");
  if (!text || parse_log_level(*text, to)) return;
  wrong(v, in_quotes(*text) + " is no level",
        suggestion(*text, {std::begin(level_names), std::end(level_names)}, "there is"));
}

void reader::loops(std::string_view key, loops_spec& to) {
  auto* v = find(key);
  if (!v) return;
  if (v->as<value::table>()) {
    to = {.shared = 0, .links = 1, .actors = 1};
    within(*v, path_of(key), [&] {
      count("links", to.links, loop_counts);
      count("actors", to.actors, loop_counts);
    });
  } else if (auto* text = v->as<std::string>(); text && *text == "auto") {
    to = {};
  } else if (std::size_t shared = 0; v->as<std::int64_t>()) {
    if (read_count(*v, shared, loop_counts)) to = {.shared = shared};
  } else {
    expected(*v, "a number of loops, \"auto\" or { links = N, actors = M }");
  }
}

void reader::nodes(std::string_view key, std::map<node_id, node_spec>& to) {
  auto* table = find_table(key);
  if (!table) return;
  within(*table, path_of(key), [&] {
    for (const auto& e : *table->as<value::table>()) node(e, to);
  });
}

void reader::node(const value::entry& from, std::map<node_id, node_spec>& to) {
  auto* table = find_table(from.key);
  auto id = node_id::parse(from.key);
  if (!id)
    return report_.add(from.where, in_quotes(from.key) + " is no node id", id.error().message());
  if (table)
    within(*table, path_of(from.key), [&] {
      auto& spec = to[*id];
      spec.id = *id;
      describe(spec, *this);
    });
}

void reader::actors(std::string_view key, std::vector<actor_spec>& to) {
  auto* list = find_array(key);
  if (!list) return;
  to.clear();
  for (const auto& item : *list) actor(item, to);
}

void reader::actor(const value& from, std::vector<actor_spec>& to) {
  if (!from.as<value::table>()) return expected(from, "a table with name and type");
  auto* name = from.find("name");
  auto* text = name ? name->as<std::string>() : nullptr;
  auto path = path_of("actors") + '.' + toml_key(text ? *text : std::to_string(to.size()));
  note(path, from);
  actor_spec spec;
  within(from, path, [&] { describe(spec, *this); });
  if (!name) report_.add(from.where(), "an actor without a name", "add name = \"...\"");
  if (!from.find("type"))
    report_.add(from.where(), "an actor without a type", "add type = \"...\"");
  if (char c = wrong_character(spec.name))
    wrong(*name, in_quotes(spec.name) + " is no name of an actor: it holds " + in_quotes({&c, 1}),
          "allowed: A-Z a-z 0-9 . _ -");
  for (const auto& other : to)
    if (name && other.name == spec.name)
      wrong(*name, "a second actor named " + in_quotes(spec.name), "names are unique on a node");
  to.push_back(std::move(spec));
}

void reader::actor_type(std::string_view key, std::string& to) {
  auto* v = find(key);
  auto* text = v ? text_of(*v, "a string") : nullptr;
  if (!text) return;
  to = *text;
  if (!types_) return;
  auto known = names_of(*types_);
  if (std::find(known.begin(), known.end(), to) != known.end()) return;
  wrong(
    *v, "unknown actor type " + in_quotes(to),
    known.empty() ? "this program has no actor types" : suggestion(to, known, "this program has"));
}

void reader::options(std::string_view key, value& to) {
  auto* table = find_table(key);
  if (!table) return;
  note_all(path_of(key), *table);
  to = *table;
  auto* type = open_.back().table->find("type");
  auto* name = type ? type->as<std::string>() : nullptr;
  if (!types_ || !name) return;
  auto known = std::find_if(types_->begin(), types_->end(),
                            [&](const known_actor_type& t) { return t.name == *name; });
  if (known == types_->end()) return;
  if (!known->check_options) {
    if (!table->as<value::table>()->empty()) wrong(*table, *name + " takes no options");
    return;
  }
  tree_source source{*table};
  for (const auto& f : known->check_options(source))
    report_.add(origin_at(*table, "options", f.path), to_string(f));
}

} // namespace carrick::config
