#pragma once

#include <carrick/sim/load/ask_unit.hpp>
#include <carrick/sim/load/load_self.hpp>

#include <caf/typed_response_promise.hpp>

#include <map>
#include <set>

namespace carrick {
class registry;
}

namespace carrick::sim {

/// What an actor of the load does with requests: a handler of each kind.
class answer_unit {
 public:
  answer_unit(load_self& self, ask_unit& asks) : self_(self), asks_(asks) {}
  /// The actor has ended: whom it owes an answer gets `internal`.
  ~answer_unit();

  sealed value(const ask_value& question);
  result<sealed> judge(const ask_result& question);
  void later(const ask_later& question, responder<sealed> answer);
  caf::typed_response_promise<sealed> promise(const ask_promise& question);

 private:
  void begins(const sealed& what);
  void says(std::uint64_t number, code what);
  void listen(std::uint64_t number);
  void listen_late();
  void answer_after(duration pause, const sealed& what, responder<sealed> answer);
  void answer(const sealed& what, const responder<sealed>& to);

  load_self& self_;
  ask_unit& asks_;
  std::set<std::uint64_t> owed_; // numbers of requests
};

/// The handlers without actors: inline ones, and one of bytes.
void add_inline_load(registry& types, load_run& run);

} // namespace carrick::sim
