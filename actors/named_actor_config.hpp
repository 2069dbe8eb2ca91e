#pragma once

#include <caf/actor_config.hpp>

#include <string>
#include <utility>

namespace carrick {

/// The config of an actor that the node's options name. Its name must be known to the constructor
/// of actor_base, and reaches it through constructors of users' classes that know nothing of it.
class named_actor_config : public caf::actor_config {
 public:
  named_actor_config(std::string actor_name, std::string type_name)
      : name(std::move(actor_name)), type(std::move(type_name)) {
    add_flag(mark);
  }

  /// Null if `config` is not one of these.
  static const named_actor_config* of(const caf::actor_config& config) noexcept {
    return (config.flags & mark) == 0 ? nullptr : static_cast<const named_actor_config*>(&config);
  }

  /// The flag by which it is known; CAF has no use for it.
  static constexpr int mark = 0x2000'0000;

  const std::string name;
  const std::string type; ///< as registered
};

} // namespace carrick
