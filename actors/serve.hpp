#pragma once

#include <carrick/actors/actor.hpp>
#include <carrick/actors/actor_handler.hpp>
#include <carrick/actors/delivery.hpp>
#include <carrick/actors/served_message.hpp>
#include <carrick/actors/serving.hpp>
#include <carrick/actors/signature.hpp>

namespace carrick {
namespace detail {

/// A request whose handler returns the answer. Handlers have this form for CAF too, so that local
/// actors and delegation find them.
template <class T, class F>
class request_case {
 public:
  using reply = reply_of<T>;
  request_case(actor_base& self, F f) : self_(&self), f_(std::move(f)) {}

  caf::result<reply> operator()(const T& request) {
    auto* call = serving_request(*self_, message_type_of<T>(), typeid(delivery<T>));
    if (call != nullptr && gave_up(*self_, *call)) return caf::delegated<reply>{};
    return answer(call, f_(request));
  }

 private:
  caf::result<reply> answer(call_state* call, reply value) {
    if (call == nullptr) return value;
    call->reply(&value);
    return answered();
  }
  caf::result<reply> answer(call_state* call, result<reply> value) {
    if (value) return answer(call, std::move(*value));
    if (call == nullptr) return value.error();
    call->refuse(value.error());
    return answered();
  }
  caf::result<reply> answer(call_state* call, caf::result<reply> value) {
    if (call == nullptr || !answer_with(*call, value.flag, value.value, value.err)) return value;
    return answered();
  }
  caf::result<reply> answer(call_state*, caf::delegated<reply> later) { return later; }
  caf::result<reply> answer(call_state*, const caf::response_promise& later) { return later; }
  caf::result<reply> answer(call_state*, const caf::typed_response_promise<reply>& later) {
    return later;
  }
  caf::result<reply> answered() {
    self_->drop_current_message_id();
    return caf::delegated<reply>{};
  }

  actor_base* self_;
  F f_;
};

/// A request whose handler gets a responder.
template <class T, class F>
class deferred_case {
 public:
  deferred_case(actor_base& self, F f) : self_(&self), f_(std::move(f)) {}

  void operator()(const T& request) {
    auto* call = serving_request(*self_, message_type_of<T>(), typeid(delivery<T>));
    if (call != nullptr && gave_up(*self_, *call)) return;
    owed_scope owed{*self_, call, reply_type_of<reply_of<T>>};
    try {
      f_(request, responder<reply_of<T>>{owed.answer()});
    } catch (...) {
      owed.threw();
      throw;
    }
  }

 private:
  actor_base* self_;
  F f_;
};

template <class T, class F>
class post_case {
 public:
  post_case(actor_base& self, F f) : self_(&self), f_(std::move(f)) {}

  void operator()(const T& post) {
    self_->stats().handles(message_type_of<T>());
    f_(post);
  }

 private:
  actor_base* self_;
  F f_;
};

template <class T, class F>
class stream_case {
 public:
  using in = item_in_of<T>;
  stream_case(actor_base& self, F f) : self_(&self), f_(std::move(f)) {}

  void operator()(const T& opening, const stream_end_of<T>& end) {
    self_->stats().handles(message_type_of<T>());
    serving_stream opened{*self_, end.handle()};
    opened.accepted(std::make_unique<typed_stream_callbacks<in>>(f_(opening, end)));
  }

 private:
  actor_base* self_;
  F f_;
};

template <class T, class F>
auto make_message_case(actor_base& self, F f) {
  if constexpr (post_message<T>)
    return post_case<T, F>{self, std::move(f)};
  else if constexpr (stream_message<T>)
    return stream_case<T, F>{self, std::move(f)};
  else if constexpr (parameters_of<F>::count == 2)
    return deferred_case<T, F>{self, std::move(f)};
  else
    return request_case<T, F>{self, std::move(f)};
}

/// A handler as CAF takes it; adds to `served` what it serves to other nodes.
template <class F>
auto make_case(actor_base& self, F f, std::vector<served_message>& served) {
  if constexpr (is_timeout<F>) {
    return f;
  } else if constexpr (!has_signature<F>) {
    static_assert(
      has_signature<F>,
      "carrick: a handler must have one call operator with parameters of known types: no "
      "auto, no overloads");
    return [] {};
  } else if constexpr (!serves_message<F>()) {
    return f;
  } else {
    using type = typename parameters_of<F>::first_value;
    if constexpr (check_handler<F, type>()) {
      served.push_back({&message_type_of<type>(), &make_actor_handler<type>});
      return make_message_case<type>(self, std::move(f));
    } else {
      return [] {};
    }
  }
}

} // namespace detail

template <class... Handlers>
behavior actor_base::serve(Handlers... handlers) {
  static_assert(sizeof...(Handlers) > 0, "carrick: serve() needs at least one handler");
  std::vector<served_message> served;
  behavior result{detail::make_case(*this, std::move(handlers), served)...};
  serves(std::move(served));
  return result;
}

} // namespace carrick
