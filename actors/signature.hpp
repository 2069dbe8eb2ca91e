#pragma once

#include <carrick/actors/responder.hpp>
#include <carrick/actors/stream.hpp>

#include <caf/behavior.hpp>
#include <caf/delegated.hpp>
#include <caf/detail/type_traits.hpp>
#include <caf/response_promise.hpp>
#include <caf/result.hpp>
#include <caf/timeout_definition.hpp>
#include <caf/typed_response_promise.hpp>

#include <type_traits>

/// What a handler is, by its signature.
namespace carrick::detail {

template <class F>
inline constexpr bool is_timeout = caf::is_timeout_definition<F>::value;

template <class F>
concept one_call_operator = requires {
  &F::operator();
};

/// Its parameter types can be seen: it is no template and no overload set.
template <class F>
inline constexpr bool has_signature =
  one_call_operator<F> || std::is_function_v<std::remove_pointer_t<F>>;

template <class List>
struct parameters;
template <class... Parameter>
struct parameters<caf::detail::type_list<Parameter...>> {
  static constexpr std::size_t count = sizeof...(Parameter);
};
template <class First, class... Rest>
struct parameters<caf::detail::type_list<First, Rest...>> {
  static constexpr std::size_t count = 1 + sizeof...(Rest);
  using first = First;
  using first_value = std::decay_t<First>;
};

template <class F>
using trait_of = typename caf::detail::get_callable_trait<F>::type;
template <class F>
using parameters_of = parameters<typename trait_of<F>::arg_types>;
template <class F>
using result_of = std::decay_t<typename trait_of<F>::result_type>;

/// The type of the second of two parameters, else void.
template <class List>
struct second_of {
  using type = void;
};
template <class First, class Second>
struct second_of<caf::detail::type_list<First, Second>> {
  using type = std::decay_t<Second>;
};
template <class F>
using second_parameter = typename second_of<typename trait_of<F>::arg_types>::type;

/// May be what the handler of a request with this reply returns.
template <class Result, class Reply>
inline constexpr bool answers =
  std::is_same_v<Result, Reply> || std::is_same_v<Result, carrick::result<Reply>> ||
  std::is_same_v<Result, caf::result<Reply>> || std::is_same_v<Result, caf::delegated<Reply>> ||
  std::is_same_v<Result, caf::typed_response_promise<Reply>> ||
  std::is_same_v<Result, caf::response_promise>;

template <class T>
inline constexpr bool is_responder = false;
template <class Reply>
inline constexpr bool is_responder<responder<Reply>> = true;

template <class T>
inline constexpr bool is_stream = false;
template <class Out, class In>
inline constexpr bool is_stream<stream<Out, In>> = true;

/// The end of a stream that the handler of T is given.
template <stream_message T>
using stream_end_of = stream<item_out_of<T>, item_in_of<T>>;

/// What its handler takes that message by.
template <class Parameter>
inline constexpr bool is_read_only =
  !std::is_lvalue_reference_v<Parameter> || std::is_const_v<std::remove_reference_t<Parameter>>;

/// A broken rule is one sentence, and true so that the compiler goes on from a known place.
template <class F, request_message T>
consteval bool check_request() {
  using second = second_parameter<F>;
  if constexpr (parameters_of<F>::count == 1) {
    static_assert(answers<result_of<F>, reply_of<T>>,
                  "carrick: handler of a request must return its reply type, or carrick::result or "
                  "caf::result of it");
    return answers<result_of<F>, reply_of<T>>;
  } else {
    static_assert(
      std::is_same_v<second, responder<reply_of<T>>>,
      "carrick: the second parameter of a request's handler must be a carrick::responder "
      "of its reply type");
    static_assert(
      std::is_void_v<result_of<F>>,
      "carrick: handler of a request with a responder must return void: it answers by the "
      "responder");
    return std::is_same_v<second, responder<reply_of<T>>> && std::is_void_v<result_of<F>>;
  }
}

template <class F, post_message T>
consteval bool check_post() {
  static_assert(parameters_of<F>::count == 1,
                "carrick: handler of a post must take the post alone");
  static_assert(std::is_void_v<result_of<F>>,
                "carrick: handler of a post must return void: nobody waits for an answer");
  return parameters_of<F>::count == 1 && std::is_void_v<result_of<F>>;
}

template <class F, stream_message T>
consteval bool check_stream() {
  constexpr bool takes_stream = std::is_same_v<second_parameter<F>, stream_end_of<T>>;
  static_assert(
    takes_stream,
    "carrick: handler of a stream must take its opening and a carrick::stream of the items "
    "to the caller and the items from the caller, in this order");
  constexpr bool returns_callback = std::is_same_v<result_of<F>, stream_callback<item_in_of<T>>>;
  static_assert(
    returns_callback,
    "carrick: handler of a stream must return a carrick::stream_callback of the items from "
    "the caller");
  return takes_stream && returns_callback;
}

/// Whether F handles T as its conversation demands.
template <class F, message T>
consteval bool check_handler() {
  static_assert(is_read_only<typename parameters_of<F>::first>,
                "carrick: a handler must take its message by const reference or by value");
  if constexpr (request_message<T>)
    return check_request<F, T>();
  else if constexpr (post_message<T>)
    return check_post<F, T>();
  else
    return check_stream<F, T>();
}

/// F handles a message that may come from other nodes.
template <class F>
consteval bool serves_message() {
  if constexpr (parameters_of<F>::count == 0) {
    return false;
  } else {
    using first = typename parameters_of<F>::first_value;
    if constexpr (message<first>) return !data_message<first>;
    return false;
  }
}

} // namespace carrick::detail
