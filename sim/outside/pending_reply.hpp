#pragma once

#include <carrick/core/result.hpp>
#include <carrick/serialization/codec.hpp>

#include <memory>
#include <utility>

namespace carrick::sim {

/// A reply as it came.
struct raw_reply {
  buffer body;
  decode_options decoding;
};

/// A request that is under way, without the type of its reply.
class begun_ask {
 public:
  virtual ~begun_ask() = default;
  virtual void cancel() = 0;
  virtual bool is_there() const = 0;
  virtual result<raw_reply> get() = 0;
};

/// A request that is under way: for who wants to do something meanwhile, or to cancel it. A value;
/// forgetting it does not cancel it.
template <class Reply>
class pending_reply {
 public:
  explicit pending_reply(std::shared_ptr<begun_ask> of) : of_(std::move(of)) {}

  /// The handler hears of it; the verdict is `cancelled`, unless another one was there before.
  void cancel() { of_->cancel(); }
  bool is_there() const { return of_->is_there(); }
  /// Waits for the verdict, at the latest until the deadline. Once.
  result<Reply> get() {
    auto answer = of_->get();
    if (!answer) return answer.error();
    return decode<Reply>(answer->body.bytes(), answer->decoding);
  }

 private:
  std::shared_ptr<begun_ask> of_;
};

} // namespace carrick::sim
