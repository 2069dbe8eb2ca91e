#pragma once

#include <carrick/sim/load/answer_unit.hpp>
#include <carrick/sim/load/ask_unit.hpp>
#include <carrick/sim/load/load_self.hpp>
#include <carrick/sim/load/post_unit.hpp>
#include <carrick/sim/load/stream_unit.hpp>
#include <carrick/sim/load/watch_unit.hpp>

#include <memory>

namespace carrick::sim {

/// An actor that does all that actors can do with its like on all nodes, at drawn times.
class load_actor {
 public:
  load_actor(actor_base& self, load_run& run);

  behavior begin();

 private:
  void tick();
  void act();
  void probe();
  void work_at_once();
  void work();
  void plan_tick();

  load_self self_;
  ask_unit asks_{self_};
  answer_unit answers_{self_, asks_};
  post_unit posts_{self_};
  stream_unit streams_{self_};
  watch_unit watches_{self_};
};

/// As the state of an actor, which is made before the actor is complete.
struct load_state {
  std::unique_ptr<load_actor> actor;
};

} // namespace carrick::sim
