#pragma once

#include <carrick/actors/actor.hpp>
#include <carrick/actors/actor_event.hpp>

namespace carrick {

/// How something ended that an actor began elsewhere, back in the actor.
class status_news final : public actor_event {
 public:
  /// `what` is a literal, for people: "room for posts".
  status_news(const char* what, status outcome, status_told f)
      : what_(what), outcome_(std::move(outcome)), f_(std::move(f)) {}

  void run(actor_base&) override { f_(outcome_); }
  std::string describe() const override { return what_; }

 private:
  const char* const what_;
  const status outcome_;
  const status_told f_;
};

} // namespace carrick
