#pragma once

#include <carrick/actors/actor.hpp>
#include <carrick/actors/behavior_builder.hpp>
#include <carrick/actors/message_case.hpp>
#include <carrick/actors/signature.hpp>

#include <caf/make_message.hpp>

#include <concepts>

namespace carrick {
namespace detail {

/// What a handler of a request may return, into the slot of its answer.
template <class Reply>
void give(reply_slot& to, Reply&& reply) {
  to.value(&reply);
}
template <class Reply>
void give(reply_slot& to, result<Reply>&& reply) {
  reply ? to.value(&*reply) : to.error(reply.error());
}
template <class Reply>
void give(reply_slot& to, caf::result<Reply>&& reply) {
  to.given(reply.flag, reply.value, reply.err);
}
template <class Reply>
void give(reply_slot& to, caf::delegated<Reply>&&) {
  to.later();
}
template <class Reply>
void give(reply_slot& to, caf::typed_response_promise<Reply>&&) {
  to.later();
}
inline void give(reply_slot& to, caf::response_promise&&) { to.later(); }

template <class T, class F>
class typed_request_case final : public request_case {
 public:
  typed_request_case(actor_base& self, F f)
      : request_case(self, message_type_of<T>()), f_(std::move(f)) {}

 private:
  void handle(const void* request, reply_slot& answer) override {
    give(answer, f_(*static_cast<const T*>(request)));
  }
  F f_;
};

template <class T, class F>
class typed_deferred_case final : public deferred_case {
 public:
  typed_deferred_case(actor_base& self, F f)
      : deferred_case(self, message_type_of<T>()), f_(std::move(f)) {}

 private:
  void handle(const void* request, owed_answer_ptr answer) override {
    f_(*static_cast<const T*>(request), responder<reply_of<T>>{std::move(answer)});
  }
  F f_;
};

template <class T, class F>
class typed_post_case final : public post_case {
 public:
  typed_post_case(actor_base& self, F f)
      : post_case(self, message_type_of<T>()), f_(std::move(f)) {}

 private:
  void handle(const void* post) override { f_(*static_cast<const T*>(post)); }
  F f_;
};

template <class T, class F>
class typed_stream_case final : public stream_case {
 public:
  typed_stream_case(actor_base& self, F f)
      : stream_case(self, message_type_of<T>()), f_(std::move(f)) {}

 private:
  using callbacks = typed_stream_callbacks<item_in_of<T>>;
  std::unique_ptr<stream_callbacks> handle(const void* opening, const stream_handle& end) override {
    return std::unique_ptr<stream_callbacks>{
      new callbacks{f_(*static_cast<const T*>(opening), stream_end_of<T>{end})}};
  }
  F f_;
};

template <class T, class F>
class typed_local_case final : public local_case {
 public:
  explicit typed_local_case(F f) : local_case(typeid(T)), f_(std::move(f)) {}

 private:
  void handle(const void* value) override { f_(*static_cast<const T*>(value)); }
  F f_;
};

template <message T, class F>
caf::match_case* new_message_case(actor_base& self, F f) {
  if constexpr (post_message<T>)
    return new typed_post_case<T, F>{self, std::move(f)};
  else if constexpr (stream_message<T>)
    return new typed_stream_case<T, F>{self, std::move(f)};
  else if constexpr (parameters_of<F>::count == 2)
    return new typed_deferred_case<T, F>{self, std::move(f)};
  else
    return new typed_request_case<T, F>{self, std::move(f)};
}

template <class Atom, class F>
class typed_atom_case final : public atom_case {
 public:
  explicit typed_atom_case(F f) : atom_case(Atom::value), f_(std::move(f)) {}

 private:
  void handle() override { f_(Atom{}); }
  F f_;
};

template <class T>
inline constexpr bool is_atom = false;
template <caf::atom_value Value>
inline constexpr bool is_atom<caf::atom_constant<Value>> = true;

/// Takes one atom, and returns nothing.
template <class F>
consteval bool takes_one_atom() {
  if constexpr (parameters_of<F>::count == 1)
    return std::is_void_v<result_of<F>> && is_read_only<typename parameters_of<F>::first> &&
      is_atom<typename parameters_of<F>::first_value>;
  return false;
}

/// Takes one value of a type that CAF does not know, and returns nothing.
template <class F>
consteval bool takes_one_value() {
  if constexpr (parameters_of<F>::count == 1)
    return std::is_void_v<result_of<F>> && is_read_only<typename parameters_of<F>::first> &&
      caf::type_nr<typename parameters_of<F>::first_value>::value == 0;
  return false;
}

template <class F>
caf::match_case* new_local_case(F f) {
  if constexpr (takes_one_value<F>())
    return new typed_local_case<typename parameters_of<F>::first_value, F>{std::move(f)};
  else if constexpr (takes_one_atom<F>())
    return new typed_atom_case<typename parameters_of<F>::first_value, F>{std::move(f)};
  else
    return new caf::trivial_match_case<F>{std::move(f)};
}

/// CAF carries values of this type between actors of one process.
template <class T>
inline constexpr bool carried_locally =
  is_atom<T> || caf::type_nr<T>::value != 0 || caf::is_serializable_or_whitelisted<T>::value;

template <class List>
inline constexpr bool all_carried_locally = false;
template <class... Parameter>
inline constexpr bool all_carried_locally<caf::detail::type_list<Parameter...>> =
  (carried_locally<std::decay_t<Parameter>> && ...);

/// Adds a handler, to what is served to other nodes if it is one of their messages.
template <class F>
void add_case(behavior_builder& to, actor_base& self, F f) {
  using owned = std::unique_ptr<caf::match_case>;
  if constexpr (is_timeout<F>) {
    to.add_timeout(f.timeout, std::move(f.handler));
  } else if constexpr (!has_signature<F>) {
    static_assert(
      has_signature<F>,
      "carrick: a handler must have one call operator with parameters of known types: no "
      "auto, no overloads");
  } else if constexpr (!serves_message<F>()) {
    constexpr bool arrives = all_carried_locally<typename trait_of<F>::arg_types>;
    static_assert(arrives,
                  "carrick: this handler takes a type that actors of one process cannot send each "
                  "other: give it CARRICK_DATA, or, if it shall never leave the process, "
                  "CAF_ALLOW_UNSAFE_MESSAGE_TYPE(type) in the global namespace");
    if constexpr (arrives) to.add(owned{new_local_case(std::move(f))});
  } else {
    using type = typename parameters_of<F>::first_value;
    static_assert(std::copy_constructible<type>,
                  "carrick: a message that an actor serves must be copyable, since actors of one "
                  "process may share it");
    if constexpr (check_handler<F, type>())
      to.serve(message_type_of<type>(), owned{new_message_case<type>(self, std::move(f))});
  }
}

} // namespace detail

template <class... Handlers>
behavior actor_base::serve(Handlers... handlers) {
  static_assert(sizeof...(Handlers) > 0, "carrick: serve() needs at least one handler");
  detail::behavior_builder built;
  (detail::add_case(built, *this, std::move(handlers)), ...);
  return serves(built);
}

} // namespace carrick
