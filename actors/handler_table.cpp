#include <carrick/actors/handler_table.hpp>

#include <carrick/core/joined.hpp>

#include <algorithm>
#include <tuple>

namespace carrick {
namespace {

constexpr std::size_t names_told = 8;

std::string label(const message_handler& handler) {
  auto actor = handler.actor_name();
  auto prefix = actor.empty() ? std::string{} : std::string{actor} + "/";
  return prefix + std::string{handler.message_name()};
}

/// "a/kv.get, b/kv.get and 3,998 more".
template <class Names, class Text>
std::string some_of(const Names& names, Text text_of) {
  std::vector<std::string> told;
  for (const auto& [name, handler] : names) {
    if (told.size() == names_told) break;
    told.push_back(text_of(*handler));
  }
  auto more = names.size() - told.size();
  return joined(told) + (more > 0 ? " and " + std::to_string(more) + " more" : "");
}

template <class Index>
auto find_in(const Index& index, std::uint32_t key) {
  auto found = index.find(key);
  return found == index.end() ? nullptr : &found->second;
}

} // namespace

status handler_table::add(endpoint at, std::shared_ptr<message_handler> handler) {
  auto existing = handlers_.find(at);
  bool is_alias =
    existing != handlers_.end() && at.target == 0 && !existing->second->actor_name().empty();
  if (existing != handlers_.end() && !is_alias)
    return fail(
      code::invalid_argument,
      "two handlers for one endpoint: " + label(*existing->second) + " and " + label(*handler));
  of_message_[at.message].emplace(handler->actor_name(), handler);
  of_target_[at.target].emplace(handler->message_name(), handler);
  handlers_[at] = std::move(handler);
  refresh_alias(at.message);
  return {};
}

void handler_table::remove_target(std::uint32_t target, const actor_base* actor) {
  auto known = of_target_.find(target);
  if (known == of_target_.end()) return;
  auto& served = known->second;
  for (auto at = served.begin(); at != served.end();) {
    const auto handler = at->second;
    if (handler->served_by() != actor) {
      ++at;
      continue;
    }
    at = served.erase(at);
    auto message = name_hash(handler->message_name());
    handlers_.erase({target, message});
    auto& servers = of_message_[message];
    servers.erase(handler->actor_name());
    if (servers.empty()) of_message_.erase(message);
    refresh_alias(message);
    handler->on_withdrawn();
  }
  if (served.empty()) of_target_.erase(known);
}

void handler_table::refresh_alias(std::uint32_t message) {
  last_ = nullptr;
  ++version_;
  endpoint alias{0, message};
  const auto* servers = find_in(of_message_, message);
  if (servers == nullptr) {
    handlers_.erase(alias);
    return;
  }
  if (servers->contains({})) return; // the node itself
  if (servers->size() == 1)
    handlers_[alias] = servers->begin()->second;
  else
    handlers_.erase(alias);
}

std::vector<const message_handler*> handler_table::all() const {
  std::vector<const message_handler*> found;
  for (const auto& [target, served] : of_target_)
    for (const auto& [name, handler] : served) found.push_back(handler.get());
  std::sort(found.begin(), found.end(), [](auto* a, auto* b) {
    return std::tuple{a->actor_name(), a->message_name()} <
      std::tuple{b->actor_name(), b->message_name()};
  });
  return found;
}

std::string handler_table::no_handler_text(endpoint at) const {
  const auto* servers = find_in(of_message_, at.message);
  if (at.target == 0) {
    if (servers == nullptr) return "nothing on " + node_ + " serves this message";
    return std::string{servers->begin()->second->message_name()} + " is served by " +
      some_of(*servers, label) + ": name one of them";
  }
  if (const auto* served = find_in(of_target_, at.target))
    return std::string{served->begin()->second->actor_name()} +
      " does not serve this message; it accepts: " +
      some_of(*served, [](const auto& each) { return std::string{each.message_name()}; });
  auto text = "no such actor on " + node_;
  if (servers == nullptr) return text;
  return text + "; " + std::string{servers->begin()->second->message_name()} + " is served by " +
    some_of(*servers, label);
}

} // namespace carrick
