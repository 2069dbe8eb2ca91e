#include <carrick/actors/handler_table.hpp>

#include <carrick/core/joined.hpp>

#include <algorithm>
#include <tuple>

namespace carrick {
namespace {

std::string names_or_nothing(const std::vector<std::string>& names) {
  return names.empty() ? "nothing" : joined(names);
}

std::string label(const message_handler& handler) {
  auto actor = handler.actor_name();
  auto prefix = actor.empty() ? std::string{} : std::string{actor} + "/";
  return prefix + std::string{handler.message_name()};
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
  handlers_[at] = std::move(handler);
  refresh_alias(at.message);
  return {};
}

void handler_table::remove_target(std::uint32_t target, const actor_base* actor) {
  std::vector<std::uint32_t> messages;
  boost::unordered::erase_if(handlers_, [&](const auto& entry) {
    if (entry.first.target != target || entry.second->served_by() != actor) return false;
    messages.push_back(entry.first.message);
    return true;
  });
  for (auto message : messages) refresh_alias(message);
}

std::vector<const message_handler*> handler_table::serving(std::uint32_t message) const {
  std::vector<const message_handler*> found;
  for (const auto& [at, handler] : handlers_)
    if (at.message == message && at.target != 0) found.push_back(handler.get());
  return found;
}

void handler_table::refresh_alias(std::uint32_t message) {
  last_ = nullptr;
  endpoint alias{0, message};
  auto own = handlers_.find(alias);
  if (own != handlers_.end() && own->second->actor_name().empty()) return;
  if (own != handlers_.end()) handlers_.erase(own);
  if (serving(message).size() != 1) return;
  for (const auto& [at, handler] : handlers_) {
    if (at.message != message) continue;
    auto only = handler;
    handlers_[alias] = std::move(only);
    return;
  }
}

std::vector<const message_handler*> handler_table::all() const {
  std::vector<const message_handler*> found;
  for (const auto& [at, handler] : handlers_)
    if (at.target != 0 || handler->actor_name().empty()) found.push_back(handler.get());
  std::sort(found.begin(), found.end(), [](auto* a, auto* b) {
    return std::tuple{a->actor_name(), a->message_name()} <
      std::tuple{b->actor_name(), b->message_name()};
  });
  return found;
}

std::string handler_table::no_handler_text(endpoint at) const {
  std::vector<std::string> at_target, of_message;
  std::string message, actor;
  for (const auto* handler : all()) {
    bool same_message = name_hash(handler->message_name()) == at.message;
    bool same_target = at.target != 0 && name_hash(handler->actor_name()) == at.target;
    if (same_message) {
      of_message.push_back(label(*handler));
      message = handler->message_name();
    }
    if (same_target) {
      at_target.emplace_back(handler->message_name());
      actor = handler->actor_name();
    }
  }
  if (at.target == 0 && of_message.size() > 1)
    return message + " is served by " + names_or_nothing(of_message) + ": name one of them";
  if (!at_target.empty())
    return actor + " does not serve this message; it accepts: " + names_or_nothing(at_target);
  if (at.target != 0 && !of_message.empty())
    return "no such actor here; " + message + " is served by " + names_or_nothing(of_message);
  return at.target != 0 ? "no such actor here" : "nothing here serves this message";
}

} // namespace carrick
