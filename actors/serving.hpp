#pragma once

#include <carrick/actors/call_state.hpp>
#include <carrick/actors/stream_event.hpp>
#include <carrick/actors/stream_handle.hpp>

#include <memory>

/// What the handlers of all messages share, without their types.
namespace carrick::detail {

/// While a handler runs that got a responder.
class owed_scope {
 public:
  /// `call` is null for a request of this process.
  owed_scope(actor_base& self, call_state* call, const message_type& type);
  ~owed_scope();
  owed_scope(const owed_scope&) = delete;
  owed_scope& operator=(const owed_scope&) = delete;

  const owed_answer_ptr& answer() const noexcept { return owed_; }
  /// Inside the catch clause: the answer is the exception's text, if there was none yet.
  void threw();

 private:
  const owed_answer_ptr owed_;
};

/// While the handler of a stream runs: ended as `internal` unless accepted.
class serving_stream {
 public:
  serving_stream(actor_base& self, const stream_handle& end);
  ~serving_stream();
  serving_stream(const serving_stream&) = delete;
  serving_stream& operator=(const serving_stream&) = delete;

  void accepted(std::unique_ptr<stream_callbacks> callbacks);

 private:
  const stream_handle& end_;
  bool accepted_ = false;
};

} // namespace carrick::detail
