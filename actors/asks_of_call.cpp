#include <carrick/actors/asks_of_call.hpp>

#include <carrick/actors/ask.hpp>

namespace carrick {

void asks_of_call::add(pending_ask& ask) noexcept {
  ask.behind_ = first_;
  if (first_ != nullptr) first_->before_ = &ask;
  first_ = &ask;
}

void asks_of_call::remove(pending_ask& ask) noexcept {
  if (ask.behind_ != nullptr) ask.behind_->before_ = ask.before_;
  if (ask.before_ != nullptr)
    ask.before_->behind_ = ask.behind_;
  else if (first_ == &ask)
    first_ = ask.behind_;
}

void asks_of_call::cancel_all() {
  for (auto* ask = first_; ask != nullptr; ask = ask->behind_) ask->cancel();
}

} // namespace carrick
