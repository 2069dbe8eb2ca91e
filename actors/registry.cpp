#include <carrick/actors/registry.hpp>

#include <carrick/actors/node.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/system_messages.hpp>
#include <carrick/core/joined.hpp>
#include <carrick/core/nearest.hpp>
#include <carrick/core/utf8.hpp>
#include <carrick/serialization/value_reader.hpp>

#include <algorithm>

namespace carrick {
namespace {

std::string unknown_type_text(const actor_options& options, const registry& types) {
  std::vector<std::string> known;
  for (const auto& type : types.actor_types()) known.push_back(type.name);
  auto text = "actor " + options.name + " has the unknown type \"" + options.type + "\"";
  auto close = nearest(options.type, known);
  if (!close.empty()) return text + "; did you mean \"" + close + "\"?";
  return text +
    (known.empty() ? "; this application has no actors" : "; known are " + joined(known));
}

} // namespace

namespace detail {

std::vector<value_finding> fill_options(value_source& from, std::string root,
                                        const aggregate_type* type, void* out) {
  value_reader reader{from, std::move(root)};
  if (type != nullptr)
    build_fields(*type, reader, out);
  else
    reader.check_keys({});
  return reader.findings();
}

status fill_options(const actor_options& from, const aggregate_type* type, void* out) {
  if (!from.options) return {};
  std::string text;
  for (const auto& finding : fill_options(*from.options, from.name, type, out)) {
    text += text.empty() ? "" : "; ";
    text += finding.place.empty() ? "" : finding.place + ": ";
    text += to_string(finding);
  }
  return text.empty() ? status{} : fail(code::bad_config, text);
}

named_actor_config config_for(const actor_options& options) { return {options.name, options.type}; }

actor_type make_actor_type(std::string_view name, const aggregate_type* options,
                           std::vector<value_finding> (*check)(value_source&)) {
  actor_type type;
  type.name = name;
  std::vector<part_layout> parts;
  if (options != nullptr) type.options = fields_in_words(*options, parts);
  type.check_options = check;
  return type;
}

} // namespace detail

registry::registry() {
  namespace sys = system_messages;
  messages_
    .add<sys::members, sys::watch_members, sys::handlers, sys::actors, sys::monitor, sys::info>();
}

registry& registry::add(actor_type type) {
  if (find_actor_type(type.name) != nullptr)
    problems_.push_back("two kinds of actors are named " + type.name);
  if (!printable_utf8(type.name))
    problems_.push_back("no name of a kind of actors: " + made_printable(type.name));
  types_.push_back(std::move(type));
  return *this;
}

registry& registry::add(const registry& others) {
  messages_.add(others.messages_);
  for (const auto& type : others.types_) add(type);
  for (const auto& handler : others.handlers_) add_handler(handler.name, handler.make);
  problems_.insert(problems_.end(), others.problems_.begin(), others.problems_.end());
  return *this;
}

registry& registry::add_handler(std::string_view name,
                                std::function<std::shared_ptr<message_handler>()> make) {
  auto known = inline_messages();
  if (std::find(known.begin(), known.end(), name) != known.end())
    problems_.push_back("two inline handlers serve " + std::string{name});
  handlers_.push_back({std::string{name}, std::move(make)});
  return *this;
}

status registry::check() const {
  auto text = messages_.check().message();
  for (const auto& problem : problems_) text += (text.empty() ? "" : "; ") + problem;
  return text.empty() ? status{} : fail(code::invalid_argument, text);
}

const actor_type* registry::find_actor_type(std::string_view name) const noexcept {
  for (const auto& type : types_)
    if (type.name == name) return &type;
  return nullptr;
}

std::vector<std::string> registry::inline_messages() const {
  std::vector<std::string> names;
  for (const auto& handler : handlers_) names.push_back(handler.name);
  return names;
}

result<caf::actor> registry::spawn(node_core&, caf::actor_system& system,
                                   const actor_options& options) const {
  auto* type = find_actor_type(options.type);
  if (type == nullptr) return fail(code::not_found, unknown_type_text(options, *this));
  try {
    return type->spawn(system, options);
  } catch (...) {
    const auto why = hosting::status_of_exception();
    return fail(why.code(),
                options.name + " (" + options.type + ") threw while it was made: " + why.message());
  }
}

status registry::add_inline_handlers(node_core& core) const {
  for (const auto& handler : handlers_) {
    auto added = core.add_handler({0, name_hash(handler.name)}, handler.make());
    if (!added.ok()) return added;
  }
  return {};
}

} // namespace carrick
