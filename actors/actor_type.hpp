#pragma once

#include <carrick/actors/actor.hpp>
#include <carrick/actors/named_actor_config.hpp>
#include <carrick/core/result.hpp>
#include <carrick/serialization/layout.hpp>
#include <carrick/serialization/value_reader.hpp>

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>

#include <concepts>
#include <functional>
#include <string>
#include <vector>

namespace carrick {

struct actor_options;

/// A kind of actor that a configuration may name.
struct actor_type {
  std::string name;                  ///< "kv.store"
  std::vector<field_layout> options; ///< what its table in the configuration may have
  /// What is wrong with options from a configuration.
  std::function<std::vector<value_finding>(value_source&)> check_options;
  std::function<result<caf::actor>(caf::actor_system&, const actor_options&)> spawn;
};

namespace detail {

struct no_options {};

/// Null where there are no options: then no key is right.
template <class Options>
inline constexpr const aggregate_type* options_of = &aggregate_type_of<Options>;
template <>
inline constexpr const aggregate_type* options_of<no_options> = nullptr;

std::vector<value_finding> fill_options(value_source& from, std::string root,
                                        const aggregate_type* type, void* out);
/// `bad_config` has all findings with their places.
status fill_options(const actor_options& from, const aggregate_type* type, void* out);
named_actor_config config_for(const actor_options& options);

template <class Options>
std::vector<value_finding> check_options(value_source& from) {
  Options options{};
  return fill_options(from, "options", options_of<Options>, &options);
}

/// All but `spawn`.
actor_type make_actor_type(std::string_view name, const aggregate_type* options,
                           std::vector<value_finding> (*check)(value_source&));

/// What the function of an actor gives; an empty behavior if it returns nothing (it has used
/// become).
template <class Self, class Options, class F>
behavior first_behavior(const F& f, caf::local_actor* base, const Options& options) {
  auto* self = static_cast<Self*>(base);
  auto call = [&] {
    if constexpr (std::is_same_v<Options, no_options>)
      return f(self);
    else
      return f(self, options);
  };
  if constexpr (std::is_void_v<decltype(call())>) {
    call();
    return {};
  } else {
    return call();
  }
}

/// An actor whose behavior a function makes: `f(self)` or `f(self, options)`.
template <class Self, class Options, class F>
actor_type function_actor_type(std::string_view name, F f) {
  auto type = make_actor_type(name, options_of<Options>, &check_options<Options>);
  type.spawn = [f](caf::actor_system& system, const actor_options& from) -> result<caf::actor> {
    Options options{};
    if (auto filled = fill_options(from, options_of<Options>, &options); !filled.ok())
      return filled;
    auto config = config_for(from);
    auto init = [f, options](caf::local_actor* self) {
      return first_behavior<Self>(f, self, options);
    };
    config.init_fun = caf::actor_config::init_fun_type{std::move(init)};
    return caf::actor{system.spawn_class<Self, caf::no_spawn_options>(config)};
  };
  return type;
}

/// An actor of a class of its own: `A(config)` or `A(config, options)`.
template <class A, class Options>
actor_type class_actor_type(std::string_view name) {
  auto type = make_actor_type(name, options_of<Options>, &check_options<Options>);
  type.spawn = [](caf::actor_system& system, const actor_options& from) -> result<caf::actor> {
    Options options{};
    if (auto filled = fill_options(from, options_of<Options>, &options); !filled.ok())
      return filled;
    auto config = config_for(from);
    if constexpr (std::is_same_v<Options, no_options>)
      return caf::actor{system.spawn_class<A, caf::no_spawn_options>(config)};
    else
      return caf::actor{system.spawn_class<A, caf::no_spawn_options>(config, std::move(options))};
  };
  return type;
}

template <class List>
struct actor_function {
  static constexpr bool good = false;
};
template <class Self>
requires std::derived_from<Self, actor_base>
struct actor_function<caf::detail::type_list<Self*>> {
  static constexpr bool good = true;
  using self = Self;
  using options = no_options;
};
template <class Self, class Options>
requires std::derived_from<Self, actor_base> && options_type<std::decay_t<Options>>
struct actor_function<caf::detail::type_list<Self*, Options>> {
  static constexpr bool good = true;
  using self = Self;
  using options = std::decay_t<Options>;
};

template <class A>
struct options_of_class {
  using type = no_options;
};
template <class A>
requires options_type<typename A::options>
struct options_of_class<A> {
  using type = typename A::options;
};

} // namespace detail
} // namespace carrick
