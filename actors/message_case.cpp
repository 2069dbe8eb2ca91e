#include <carrick/actors/message_case.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/caf_status.hpp>
#include <carrick/actors/delivery.hpp>
#include <carrick/actors/local_content.hpp>
#include <carrick/actors/serving.hpp>
#include <carrick/serialization/message_type.hpp>

#include <caf/message.hpp>
#include <caf/type_erased_tuple.hpp>
#include <caf/type_nr.hpp>

namespace carrick::detail {
namespace {

// What CAF makes of types that it does not know, one and two of them.
constexpr auto one_value = caf::make_type_token<message_case>();
constexpr auto two_values = caf::make_type_token<message_case, message_case>();

caf::match_case::result handled(caf::detail::invoke_result_visitor& done) {
  done(caf::unit);
  return caf::match_case::match;
}

std::uint32_t token_of(const message_type& type) noexcept {
  return type.kind == message_kind::stream ? two_values : one_value;
}

} // namespace

value_case::value_case(const std::type_info& type, std::uint32_t token)
    : match_case(token), type_(type) {}

bool value_case::matches(const caf::type_erased_tuple& content,
                         std::size_t elements) const noexcept {
  return content.size() == elements && content.matches(0, 0, &type_);
}

local_case::local_case(const std::type_info& type) : value_case(type, one_value) {}

caf::match_case::result local_case::invoke(caf::detail::invoke_result_visitor& done,
                                           caf::type_erased_tuple& content) {
  if (!matches(content, 1)) return no_match;
  handle(content.get(0));
  return handled(done);
}

atom_case::atom_case(caf::atom_value atom)
    : match_case(caf::make_type_token<caf::atom_value>()), atom_(atom) {}

caf::match_case::result atom_case::invoke(caf::detail::invoke_result_visitor& done,
                                          caf::type_erased_tuple& content) {
  if (!content.match_elements<caf::atom_value>() || content.get_as<caf::atom_value>(0) != atom_)
    return no_match;
  handle();
  return handled(done);
}

message_case::message_case(actor_base& self, const message_type& type)
    : value_case(*type.cpp_type, token_of(type)), self_(self), type_(type) {}

call_state* message_case::begin_request() const {
  self_.stats().handles(type_);
  const auto* delivered = delivery::in(self_.current_mailbox_element());
  return delivered != nullptr ? delivered->call().get() : nullptr;
}

bool message_case::gave_up(call_state& call) const {
  call.taken_up(); // before the look: whoever cancels looks the other way round
  bool late = call.deadline() <= self_.stats().busy_since();
  if (!late && !call.cancelled()) return false;
  call.refuse(status{late ? code::deadline_exceeded : code::cancelled});
  self_.drop_current_message_id();
  return true;
}

void reply_slot::value(void* reply) {
  if (call_ == nullptr) {
    auto message = moved_to_caf(reply_, reply);
    return done_(message);
  }
  call_->reply(reply);
  answered();
}

void reply_slot::error(const status& why) {
  if (call_ == nullptr) {
    caf::error error{why};
    return done_(error);
  }
  call_->refuse(why);
  answered();
}

void reply_slot::given(caf::result_runtime_type flag, caf::message& value, caf::error& error) {
  if (flag == caf::rt_delegated) return later();
  if (flag == caf::rt_skip) {
    skipped_ = true;
  } else if (call_ == nullptr) {
    flag == caf::rt_error ? done_(error) : done_(value);
  } else if (flag == caf::rt_error) {
    call_->refuse(status_of(error));
    answered();
  } else {
    call_->reply_copy(value.get(0));
    answered();
  }
}

void reply_slot::later() { done_(); }

void reply_slot::answered() {
  self_.drop_current_message_id();
  done_();
}

caf::match_case::result request_case::invoke(caf::detail::invoke_result_visitor& done,
                                             caf::type_erased_tuple& content) {
  if (!matches(content, 1)) return no_match;
  auto* call = begin_request();
  reply_slot answer{self(), call, *type().reply, done};
  if (call != nullptr && gave_up(*call))
    answer.later();
  else
    handle(content.get(0), answer);
  return answer.skipped() ? skip : match;
}

caf::match_case::result deferred_case::invoke(caf::detail::invoke_result_visitor& done,
                                              caf::type_erased_tuple& content) {
  if (!matches(content, 1)) return no_match;
  auto* call = begin_request();
  if (call != nullptr && gave_up(*call)) return handled(done);
  {
    owed_scope owed{self(), call, *type().reply};
    try {
      handle(content.get(0), owed.answer());
    } catch (...) {
      owed.threw();
      throw;
    }
  }
  return handled(done);
}

caf::match_case::result post_case::invoke(caf::detail::invoke_result_visitor& done,
                                          caf::type_erased_tuple& content) {
  if (!matches(content, 1)) return no_match;
  self().stats().handles(type());
  handle(content.get(0));
  return handled(done);
}

caf::match_case::result stream_case::invoke(caf::detail::invoke_result_visitor& done,
                                            caf::type_erased_tuple& content) {
  if (!matches(content, 2) || !content.matches(1, 0, &typeid(stream_handle))) return no_match;
  self().stats().handles(type());
  const auto& end = content.get_as<stream_handle>(1);
  {
    serving_stream opened{self(), end};
    opened.accepted(handle(content.get(0), end));
  }
  return handled(done);
}

} // namespace carrick::detail
