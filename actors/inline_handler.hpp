#pragma once

#include <carrick/actors/hosted.hpp>
#include <carrick/actors/responder.hpp>
#include <carrick/actors/session.hpp>
#include <carrick/actors/signature.hpp>
#include <carrick/core/bytes.hpp>
#include <carrick/core/result.hpp>
#include <carrick/serialization/message_type.hpp>

#include <memory>

namespace carrick {

/// A handler without an actor: it runs on the node's home loop as soon as a message is there, and
/// holds up all links meanwhile, so it must not block. One instance a node, never called twice at a
/// time.
class inline_handler : public message_handler {
 public:
  explicit inline_handler(const message_type& type) : type_(type) {}

  const message_type* type() const noexcept final { return &type_; }
  std::string_view message_name() const noexcept final;
  std::string_view kind() const noexcept final { return "typed"; }

 protected:
  status decode(const link_session& link, byte_span body, void* value) const;
  void respond(link_session& link, net::served_id id, const void* reply);
  /// In a catch clause.
  static void refuse_thrown(link_session& link, net::served_id id);
  static owed_answer_ptr owe(const std::shared_ptr<link_session>& link, net::served_id id,
                             const message_type& type, time_point deadline);

 private:
  const message_type& type_;
  buffer scratch_;
};

namespace detail {

template <class Result, class Reply>
inline constexpr bool answers_inline =
  std::is_same_v<Result, Reply> || std::is_same_v<Result, carrick::result<Reply>>;

template <class F, class T>
consteval bool check_inline_handler() {
  static_assert(has_signature<F>,
                "carrick: a handler must have one call operator with parameters of known types: no "
                "auto, no overloads");
  if constexpr (request_message<T> && parameters_of<F>::count == 1)
    static_assert(
      answers_inline<result_of<F>, reply_of<T>>,
      "carrick: inline handler of a request must return its reply type, or carrick::result "
      "of it");
  else
    static_assert(check_handler<F, T>());
  static_assert(
    std::is_same_v<typename parameters_of<F>::first_value, T>,
    "carrick: the first parameter of an inline handler must be the message that it handles");
  return true;
}

template <request_message T, class F>
class inline_request_handler final : public inline_handler {
 public:
  explicit inline_request_handler(F f) : inline_handler(message_type_of<T>()), f_(std::move(f)) {}

  void on_request(const std::shared_ptr<link_session>& link, net::served_id id,
                  const incoming& what) override {
    T request{};
    if (auto decoded = decode(*link, what.body, &request); !decoded.ok())
      return link->refuse(id, decoded.code(), decoded.message());
    if constexpr (parameters_of<F>::count == 2)
      defer(owe(link, id, message_type_of<reply_of<T>>(), what.deadline), request);
    else
      answer(*link, id, request);
  }

 private:
  void answer(link_session& link, net::served_id id, const T& request) {
    try {
      send(link, id, f_(request));
    } catch (...) {
      refuse_thrown(link, id);
    }
  }
  void send(link_session& link, net::served_id id, const reply_of<T>& reply) {
    respond(link, id, &reply);
  }
  void send(link_session& link, net::served_id id, const result<reply_of<T>>& reply) {
    if (reply) return respond(link, id, &*reply);
    link.refuse(id, reply.error().code(), reply.error().message());
  }
  void defer(const owed_answer_ptr& owed, const T& request) {
    owed->handler_begins();
    try {
      f_(request, responder<reply_of<T>>{owed});
      owed->handler_ends();
    } catch (...) {
      owed->handler_threw(hosting::status_of_exception());
    }
  }

  F f_;
};

template <post_message T, class F>
class inline_post_handler final : public inline_handler {
 public:
  explicit inline_post_handler(F f) : inline_handler(message_type_of<T>()), f_(std::move(f)) {}

  carrick::code on_post(const std::shared_ptr<link_session>& link, const incoming& what) override {
    T post{};
    if (auto decoded = decode(*link, what.body, &post); !decoded.ok()) return decoded.code();
    try {
      f_(post);
    } catch (...) {
      return hosting::status_of_exception().code();
    }
    link->post_consumed(what.body.size());
    return code::ok;
  }

 private:
  F f_;
};

template <message T, class F>
std::shared_ptr<message_handler> make_inline_handler(F f) {
  static_assert(request_message<T> || post_message<T>,
                "carrick: an inline handler serves a request or a post; streams need an actor");
  static_assert(check_inline_handler<F, T>());
  if constexpr (request_message<T>)
    return std::make_shared<inline_request_handler<T, F>>(std::move(f));
  else
    return std::make_shared<inline_post_handler<T, F>>(std::move(f));
}

} // namespace detail
} // namespace carrick
