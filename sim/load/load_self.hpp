#pragma once

#include <carrick/actors/actor.hpp>
#include <carrick/sim/draws.hpp>
#include <carrick/sim/load/load_messages.hpp>
#include <carrick/sim/load/load_run.hpp>

#include <functional>
#include <map>
#include <utility>

namespace carrick::sim {

/// One of the actors of a node that may be sent to, from 1; 0: the handlers of the node itself.
using load_target = std::uint32_t;
/// "load-2".
std::string load_name(load_target which);
/// This one fails now and then, and is started again.
inline constexpr load_target mortal_target = load_actors;

/// An actor of the load, for its parts: who it is, whom it tells what it sees, and what it does
/// later. In the actor.
class load_self {
 public:
  load_self(actor_base& self, load_run& run);
  /// The actor has ended.
  ~load_self();
  load_self(const load_self&) = delete;
  load_self& operator=(const load_self&) = delete;

  actor_base& actor() noexcept { return self_; }
  load_run& run() noexcept { return run_; }
  draws& dice() noexcept { return dice_; }
  const process_id& process() const noexcept { return process_; }
  std::uint64_t number() const noexcept { return number_; }
  load_target target() const noexcept { return target_; }

  void see(const observation& what) { run_.see(process_, what); }
  void see_last(const observation& what) { run_.see_last(process_, what); }
  void began(open_thing what) { run_.began(number_, what); }
  void ended(open_thing what) { run_.ended(number_, what); }
  template <class F>
  void explain(std::string_view kind, F text) {
    run_.explain(process_, kind, std::move(text));
  }

  peer at(std::size_t node, load_target which);
  load_target some_target() { return 1 + static_cast<load_target>(dice_.below(load_actors)); }
  /// Of the next message to there: what one actor sends to another one has one order.
  stamp next(std::size_t node, load_target which, std::uint64_t number);
  received got(const sealed& s) const;
  received got(const stamp& what, bool intact) const;
  /// The answer to it.
  sealed reply_to(const sealed& question);
  std::size_t some_bytes();

  /// A probe that found no room is tried `again` a while later, as a user would.
  void probe_ended(std::uint64_t number, const status& how, std::function<void()> again);
  void after(duration pause, std::function<void()> deed);
  /// A message of the timer came.
  void run_due();

 private:
  actor_base& self_;
  load_run& run_;
  draws dice_;
  const process_id process_;
  const std::uint64_t number_;
  const load_target target_;
  std::map<std::pair<std::size_t, load_target>, std::uint64_t> orders_;
  std::multimap<time_point, std::function<void()>> later_;
};

using load_due_atom = caf::atom_constant<caf::atom("load-due")>;

} // namespace carrick::sim
