#include <carrick/sim/load/load_actor.hpp>

#include <stdexcept>

namespace carrick::sim {
namespace {

using tick_load_atom = caf::atom_constant<caf::atom("load-tick")>;

} // namespace

load_actor::load_actor(actor_base& self, load_run& run) : self_(self, run) {}

behavior load_actor::begin() {
  watches_.begin();
  plan_tick();
  return self_.actor().serve(
    [this](const ask_value& q) { return answers_.value(q); },
    [this](const ask_result& q) { return answers_.judge(q); },
    [this](const ask_later& q, responder<sealed> a) { answers_.later(q, std::move(a)); },
    [this](const ask_promise& q) { return answers_.promise(q); },
    [this](const mark& m) { posts_.handle(m); }, [this](const mark_many& m) { posts_.handle(m); },
    [this](const load_stream& s, stream<load_item, load_item> end) {
      return streams_.accept(s, std::move(end));
    },
    [this](const member_event& e) { watches_.told(e); },
    [this](const down_event& e) { watches_.told(e); },
    [this](const up_event& e) { watches_.told(e); }, [this](load_due_atom) { self_.run_due(); },
    [this](tick_load_atom) { tick(); });
}

void load_actor::plan_tick() {
  const auto mean = self_.run().act_every();
  self_.actor().delayed_send(&self_.actor(),
                             mean / 4 + self_.dice().between(duration{}, mean * 3 / 2),
                             tick_load_atom::value);
}

void load_actor::tick() {
  plan_tick();
  if (!self_.run().is_calm()) return act();
  if (self_.run().is_probing() && self_.target() == 1 && !self_.run().has_probed(self_.process()))
    probe();
}

void load_actor::act() {
  auto& dice = self_.dice();
  const auto what = dice.below(1000);
  if (what < 560) return asks_.ask();
  if (what < 950) return posts_.post();
  if (what < 970) return streams_.open();
  if (what < 985) return watches_.watch();
  if (what < 990 || self_.target() != mortal_target) return work_at_once();
  self_.explain("fail", [] { return "as was drawn"; });
  self_.actor().quit(status{code::internal, "as was drawn"});
}

/// Now and then more than a node has threads for.
void load_actor::work_at_once() {
  auto& dice = self_.dice();
  for (auto left = dice.chance(0.1) ? dice.between(std::uint64_t{2}, 12) : 1; left > 0; --left)
    work();
}

void load_actor::work() {
  const auto number = self_.number();
  const bool fails = self_.dice().chance(0.2);
  self_.began(open_thing::work);
  self_.actor()
    .blocking([number, fails] {
      if (fails) throw std::runtime_error("as was drawn");
      return number;
    })
    .then([this, number, fails](const result<std::uint64_t>& done) {
      self_.ended(open_thing::work);
      const bool right = fails ? !done && done.error() == code::internal : done && *done == number;
      if (!right)
        self_.see(broken_promise{self_.process(), "I15", "blocking work gives another result"});
    });
}

void load_actor::probe() {
  self_.run().node_probes(self_.process());
  for (std::size_t node = 0; node < self_.run().nodes(); ++node) {
    asks_.probe(node);
    posts_.probe(node);
    streams_.probe(node);
  }
}

} // namespace carrick::sim
