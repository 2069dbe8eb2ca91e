#pragma once

#include <carrick/actors/owed_answer.hpp>
#include <carrick/serialization/message.hpp>

#include <utility>

namespace carrick {

/// Answers one request, at any time, from any actor or thread. Copies owe the same answer, so that
/// any callback can hold one: the first answer counts, later ones are ignored. When the last copy
/// is gone without an answer, the caller gets `internal`, not silence.
template <data_message Reply>
class responder {
 public:
  responder() = default;
  explicit responder(owed_answer_ptr owed) : owed_(std::move(owed)) {}

  /// Still owes an answer.
  explicit operator bool() const noexcept { return owed_.is_open(); }

  void reply(Reply value) const {
    if (auto* owed = owed_.get()) owed->reply(&value);
  }
  void fail(const status& why) const {
    if (auto* owed = owed_.get()) owed->refuse(why);
  }

  /// The caller gave up; it is told nothing any more, but the answer is still owed.
  bool cancelled() const noexcept { return owed_.is_cancelled(); }
  /// When the caller stops to wait. `never` for callers in this process.
  time_point deadline() const noexcept { return owed_.get() ? owed_.get()->deadline() : never; }

 private:
  answer_share<owed_answer> owed_;
};

} // namespace carrick

template <class Reply>
struct caf::allowed_unsafe_message_type<carrick::responder<Reply>> : std::true_type {};
