#pragma once

#include <carrick/actors/session.hpp>
#include <carrick/core/result.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carrick {

/// Which handler serves which endpoint of a node. Belongs to the home loop.
///
/// A message addressed to the node itself (target 0) goes to a handler registered there, else to
/// the actor that serves it if there is exactly one.
class handler_table {
 public:
  /// `node` names it in texts.
  explicit handler_table(std::string node) : node_(std::move(node)) {}

  /// `invalid_argument` if the endpoint is taken, or if two names share a hash.
  status add(endpoint at, std::shared_ptr<message_handler> handler);
  /// Those of `actor` there, and no others: one that came too late for the name has none.
  void remove_target(std::uint32_t target, const actor_base* actor);

  /// Null when nothing serves it, or when target 0 is ambiguous. Valid until the table changes.
  message_handler* find(endpoint at) const noexcept {
    if (at == last_at_ && last_ != nullptr) return last_;
    auto found = handlers_.find(at);
    if (found == handlers_.end()) return nullptr;
    last_at_ = at;
    return last_ = found->second.get();
  }
  /// Why find() gave null, with some of the names that would do: for the answer. Costs the same
  /// however many handlers there are, since any peer can ask for it at any rate.
  std::string no_handler_text(endpoint at) const;

  /// Another one after each change.
  std::uint64_t version() const noexcept { return version_; }
  /// All handlers but the aliases at target 0, sorted by actor and message.
  std::vector<const message_handler*> all() const;

 private:
  using map =
    boost::unordered_flat_map<endpoint, std::shared_ptr<message_handler>, std::hash<endpoint>>;

  /// The names are the handlers'.
  using by_name = std::map<std::string_view, std::shared_ptr<message_handler>>;
  using index = boost::unordered_flat_map<std::uint32_t, by_name>;

  void refresh_alias(std::uint32_t message);

  std::string node_;
  std::uint64_t version_ = 0;
  map handlers_; // aliases too
  // All but the aliases.
  index of_message_; // by the names of the actors that serve it; empty: the node itself
  index of_target_;  // by the names of the messages
  // What was found last: messages of one kind come in a row.
  mutable endpoint last_at_;
  mutable message_handler* last_ = nullptr;
};

} // namespace carrick
