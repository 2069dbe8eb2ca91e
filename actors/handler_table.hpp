#pragma once

#include <carrick/actors/session.hpp>
#include <carrick/core/result.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <memory>
#include <string>
#include <vector>

namespace carrick {

/// Which handler serves which endpoint of a node. Belongs to the home loop.
///
/// A message addressed to the node itself (target 0) goes to a handler registered there, else to
/// the actor that serves it if there is exactly one.
class handler_table {
 public:
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
  /// Why find() gave null, with the nearest names: for the answer and the log.
  std::string no_handler_text(endpoint at) const;

  /// All handlers but the aliases at target 0, sorted by actor and message.
  std::vector<const message_handler*> all() const;

 private:
  using map =
    boost::unordered_flat_map<endpoint, std::shared_ptr<message_handler>, std::hash<endpoint>>;

  std::vector<const message_handler*> serving(std::uint32_t message) const;
  void refresh_alias(std::uint32_t message);

  map handlers_;
  // What was found last: messages of one kind come in a row.
  mutable endpoint last_at_;
  mutable message_handler* last_ = nullptr;
};

} // namespace carrick
