#pragma once

#include <carrick/actors/actor_type.hpp>
#include <carrick/actors/fwd.hpp>
#include <carrick/actors/inline_handler.hpp>
#include <carrick/actors/raw_handler.hpp>
#include <carrick/serialization/registry.hpp>

#include <caf/fwd.hpp>

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace carrick {

/// What an application is made of: its messages, kinds of actors and inline handlers. Explicit, so
/// that no linker drops it; a value, from which any number of nodes are made. Mistakes show in
/// check().
///
///     carrick::registry{}.messages<kv::get, kv::put>().add("kv.store", kv::store)
class registry {
 public:
  /// With the messages that every node serves.
  registry();

  /// Messages with their replies and items. Every message that an actor serves or asks is here.
  template <class... T>
  requires(sizeof...(T) > 0 && (detail::is_message<T>() && ...)) registry& messages() {
    messages_.add<T...>();
    return *this;
  }

  /// A kind of actor, from a function that makes its behavior: `behavior f(Self*)` or
  /// `behavior f(Self*, Options)`, where Self is actor_base, stateful<State>, or derived from
  /// actor_base, and Options is a CARRICK_OPTIONS, filled from the configuration.
  template <class F>
  registry& add(std::string_view name, F f) {
    using function = detail::actor_function<typename detail::trait_of<F>::arg_types>;
    static_assert(function::good,
                  "carrick: the function of an actor must take a pointer to carrick::actor_base, "
                  "carrick::stateful<S> or a class derived from actor_base, and nothing more than "
                  "options declared with CARRICK_OPTIONS");
    if constexpr (function::good)
      add(detail::function_actor_type<typename function::self, typename function::options>(
        name, std::move(f)));
    return *this;
  }
  /// A kind of actor that is a class derived from actor_base, constructed with
  /// (caf::actor_config&), or with (caf::actor_config&, A::options) if it has such a type.
  template <class A>
  registry& add(std::string_view name) {
    static_assert(std::derived_from<A, actor_base>,
                  "carrick: the class of an actor must be derived from carrick::actor_base");
    if constexpr (std::derived_from<A, actor_base>)
      add(detail::class_actor_type<A, typename detail::options_of_class<A>::type>(name));
    return *this;
  }
  registry& add(actor_type type);
  /// All of another registry.
  registry& add(const registry& others);

  /// An inline handler of a request or post, on the node itself: `reply f(const T&)`,
  /// `result<reply> f(const T&)`, `void f(const T&, responder<reply>)`, `void f(const T&)`.
  /// `factory()` makes one for each node. T is registered by this.
  template <class T, class Factory>
  requires(detail::is_message<T>()) registry& handle(Factory factory) {
    messages_.add<T>();
    return add_handler(name_of_message<T>(), [factory = std::move(factory)] {
      return detail::make_inline_handler<T>(factory());
    });
  }
  /// An inline handler of requests as bytes: `void f(raw_request&)`.
  template <class Factory>
  registry& handle_raw(std::string_view name, Factory factory) {
    return add_handler(name,
                       [factory = std::move(factory),
                        name = std::string{name}]() -> std::shared_ptr<message_handler> {
                         using handler =
                           detail::raw_function_handler<std::decay_t<decltype(factory())>>;
                         return std::make_shared<handler>(name, factory());
                       });
  }

  /// `invalid_argument` with everything that is wrong, one sentence each.
  status check() const;

  const message_registry& messages() const noexcept { return messages_; }
  const std::vector<actor_type>& actor_types() const noexcept { return types_; }
  /// Null if there is none.
  const actor_type* find_actor_type(std::string_view name) const noexcept;
  /// Names of inline handlers' messages.
  std::vector<std::string> inline_messages() const;

  // For a node.
  /// `not_found` for an unknown type, `bad_config` for options that cannot be filled, `internal` if
  /// its constructor throws.
  result<caf::actor> spawn(node_core& core, caf::actor_system& system,
                           const actor_options& options) const;
  /// Home loop.
  status add_inline_handlers(node_core& core) const;

 private:
  struct inline_entry {
    std::string name;
    std::function<std::shared_ptr<message_handler>()> make;
  };

  registry& add_handler(std::string_view name,
                        std::function<std::shared_ptr<message_handler>()> make);

  message_registry messages_;
  std::vector<actor_type> types_;
  std::vector<inline_entry> handlers_;
  std::vector<std::string> problems_;
};

} // namespace carrick
