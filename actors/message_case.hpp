#pragma once

#include <carrick/actors/fwd.hpp>
#include <carrick/actors/owed_answer.hpp>
#include <carrick/actors/stream_event.hpp>
#include <carrick/actors/stream_handle.hpp>

#include <caf/atom.hpp>
#include <caf/match_case.hpp>
#include <caf/result.hpp>

#include <cstdint>
#include <memory>
#include <typeinfo>

/// Handlers as CAF's behaviors hold them, without the types of their messages: what all share is
/// compiled once. One derived class a handler knows the type, and only calls it.
namespace carrick::detail {

/// A handler of one value, matched by its C++ type.
class value_case : public caf::match_case {
 protected:
  value_case(const std::type_info& type, std::uint32_t token);
  bool matches(const caf::type_erased_tuple& content, std::size_t elements) const noexcept;

 private:
  const std::type_info& type_;
};

/// A message of this process alone, handled without a result.
class local_case : public value_case {
 public:
  explicit local_case(const std::type_info& type);
  result invoke(caf::detail::invoke_result_visitor& done, caf::type_erased_tuple& content) final;

 private:
  virtual void handle(const void* value) = 0;
};

/// An atom, handled without a result.
class atom_case : public caf::match_case {
 public:
  explicit atom_case(caf::atom_value atom);
  result invoke(caf::detail::invoke_result_visitor& done, caf::type_erased_tuple& content) final;

 private:
  virtual void handle() = 0;

  const caf::atom_value atom_;
};

/// What the handlers of all messages of the cluster have.
class message_case : public value_case {
 public:
  message_case(actor_base& self, const message_type& type);

 protected:
  actor_base& self() const noexcept { return self_; }
  const message_type& type() const noexcept { return type_; }
  /// Says what is handled from now on. Returns the call if it came from another node; null if it
  /// came from this process.
  call_state* begin_request() const;
  /// Nobody waits for the answer any more: then it is given here, and the handler need not run.
  bool gave_up(call_state& call) const;

 private:
  actor_base& self_;
  const message_type& type_;
};

/// Where a handler's answer goes.
class reply_slot {
 public:
  /// `call` is null for a request of this process.
  reply_slot(actor_base& self, call_state* call, const message_type& reply,
             caf::detail::invoke_result_visitor& done)
      : self_(self), call_(call), reply_(reply), done_(done) {}

  /// Of the reply's type, and moved from.
  void value(void* reply);
  void error(const status& why);
  /// What is in a caf::result.
  void given(caf::result_runtime_type flag, caf::message& value, caf::error& error);
  /// It comes from elsewhere.
  void later();
  bool skipped() const noexcept { return skipped_; }

 private:
  void answered();

  actor_base& self_;
  call_state* const call_;
  const message_type& reply_;
  caf::detail::invoke_result_visitor& done_;
  bool skipped_ = false;
};

/// A request whose handler returns the answer. Handlers have this form for CAF too, so that local
/// actors and delegation find them.
class request_case : public message_case {
 public:
  using message_case::message_case;
  result invoke(caf::detail::invoke_result_visitor& done, caf::type_erased_tuple& content) final;

 private:
  virtual void handle(const void* request, reply_slot& answer) = 0;
};

/// A request whose handler gets a responder.
class deferred_case : public message_case {
 public:
  using message_case::message_case;
  result invoke(caf::detail::invoke_result_visitor& done, caf::type_erased_tuple& content) final;

 private:
  virtual void handle(const void* request, owed_answer_ptr answer) = 0;
};

class post_case : public message_case {
 public:
  using message_case::message_case;
  result invoke(caf::detail::invoke_result_visitor& done, caf::type_erased_tuple& content) final;

 private:
  virtual void handle(const void* post) = 0;
};

class stream_case : public message_case {
 public:
  using message_case::message_case;
  result invoke(caf::detail::invoke_result_visitor& done, caf::type_erased_tuple& content) final;

 private:
  virtual std::unique_ptr<stream_callbacks> handle(const void* opening,
                                                   const stream_handle& end) = 0;
};

} // namespace carrick::detail
