#include <carrick/sim/load/add_load.hpp>

#include <carrick/sim/load/load_actor.hpp>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view load_type = "carrick.sim.load";

/// It is started again for as long as a run goes on: pauses grow faster than restarts can count.
restart_options restarts_for_ever() {
  restart_options restart;
  restart.after = restart_after::failure;
  restart.pause_min = 200ms;
  restart.count = 3;
  restart.within = 500ms;
  return restart;
}

} // namespace

void add_load(registry& types, load_run& run) {
  types.messages<ask_value, ask_result, ask_later, ask_promise, mark, mark_many, load_stream>();
  types.add(load_type, [&run](stateful<load_state>* self) {
    self->state.actor = std::make_unique<load_actor>(*self, run);
    return self->state.actor->begin();
  });
  add_inline_load(types, run);
}

void add_load(config::cluster_spec& spec) {
  for (auto& [id, node] : spec.nodes)
    for (load_target which = 1; which <= load_actors; ++which) {
      config::actor_spec actor{load_name(which), std::string{load_type}, {}, {}};
      if (which == mortal_target) actor.restart = restarts_for_ever();
      node.actors.push_back(std::move(actor));
    }
}

} // namespace carrick::sim
