#pragma once

#include <carrick/serialization/fwd.hpp>

#include <caf/behavior.hpp>
#include <caf/match_case.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace carrick::detail {

/// Makes a behavior of CAF's from handlers, one by one, without their types.
class behavior_builder {
 public:
  behavior_builder();
  ~behavior_builder();

  void add(std::unique_ptr<caf::match_case> handler);
  /// One that serves a message to other nodes.
  void serve(const message_type& type, std::unique_ptr<caf::match_case> handler);
  void add_timeout(const caf::duration& after, std::function<void()> handler);

  const std::vector<const message_type*>& served() const noexcept { return served_; }
  caf::behavior finish();

 private:
  class handlers;

  caf::intrusive_ptr<handlers> handlers_;
  std::vector<const message_type*> served_;
};

} // namespace carrick::detail
