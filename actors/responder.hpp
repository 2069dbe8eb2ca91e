#pragma once

#include <carrick/actors/owed_answer.hpp>
#include <carrick/serialization/message.hpp>

#include <utility>

namespace carrick {

/// Answers one request, at any time, from any actor or thread. Moves, does not copy. Dropped
/// without an answer, the caller gets `internal`, not silence.
template <data_message Reply>
class responder {
 public:
  responder() = default;
  explicit responder(owed_answer_ptr owed) : owed_(std::move(owed)) {}
  responder(responder&& other) noexcept { owed_.swap(other.owed_); }
  responder& operator=(responder&& other) noexcept {
    responder old{std::move(*this)};
    owed_.swap(other.owed_);
    return *this;
  }
  ~responder() {
    if (owed_) owed_->responder_dropped();
  }

  /// Still owes an answer.
  explicit operator bool() const noexcept { return owed_ != nullptr; }

  void reply(Reply value) {
    if (auto owed = take()) owed->reply(&value);
  }
  void fail(const status& why) {
    if (auto owed = take()) owed->refuse(why);
  }

  /// The caller gave up; it is told nothing any more, but the answer is still owed.
  bool cancelled() const noexcept { return owed_ != nullptr && owed_->cancelled(); }
  /// When the caller stops to wait. `never` for callers in this process.
  time_point deadline() const noexcept { return owed_ ? owed_->deadline() : never; }

 private:
  owed_answer_ptr take() noexcept {
    owed_answer_ptr owed;
    owed.swap(owed_);
    return owed;
  }

  owed_answer_ptr owed_;
};

} // namespace carrick

template <class Reply>
struct caf::allowed_unsafe_message_type<carrick::responder<Reply>> : std::true_type {};
