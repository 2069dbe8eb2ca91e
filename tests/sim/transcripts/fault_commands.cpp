#include "stage.hpp"
#include "vocabulary.hpp"
#include "words.hpp"

namespace carrick::test::transcripts {
namespace {

/// partition NODE... | NODE...
void partition(stage& on, words& rest) {
  sim::cluster::names one, other;
  while (!rest.skip("|")) one.push_back(rest.next());
  while (!rest.done()) other.push_back(rest.next());
  on.cluster().partition(one, other);
}

void heal(stage& on, words&) { on.cluster().heal(); }

struct direction {
  std::string from, to;
};

direction direction_of(words& rest) {
  direction out;
  out.from = rest.next();
  rest.expect("->");
  out.to = rest.next();
  return out;
}

void hold(stage& on, words& rest) {
  const auto path = direction_of(rest);
  on.cluster().hold(path.from, path.to);
}

void release(stage& on, words& rest) {
  const auto path = direction_of(rest);
  on.cluster().release(path.from, path.to);
}

/// delay NODE -> NODE D
void delay(stage& on, words& rest) {
  const auto path = direction_of(rest);
  sim::path_options options;
  options.delay = rest.next_duration();
  on.cluster().net().set_path(path.from, path.to, options);
}

/// dials NODE -> NODE refused | open
void dials(stage& on, words& rest) {
  const auto path = direction_of(rest);
  sim::dial_options options;
  if (!rest.skip("open")) {
    rest.expect("refused");
    options.refused = 1;
  }
  on.cluster().net().set_dials(path.from, path.to, options);
}

void reset(stage& on, words& rest) {
  const auto one = rest.next(), other = rest.next();
  on.cluster().net().reset(one, other);
}

/// crash NODE [silently]
void crash(stage& on, words& rest) {
  const auto node = rest.next();
  const auto how = rest.skip("silently") ? sim::death::silent : sim::death::reset;
  on.cluster().crash(node, how);
  on.forget_asks_of(node);
}

void restart(stage& on, words& rest) { on.cluster().restart(rest.next()); }

void pause(stage& on, words& rest) {
  const auto node = rest.next();
  on.cluster().pause(node, rest.next_duration());
}

void stall(stage& on, words& rest) {
  const auto node = rest.next();
  on.cluster().stall(node, rest.next_duration());
}

/// Begins; `run until NODE is gone` awaits it.
void stop(stage& on, words& rest) {
  const auto node = rest.next();
  for (std::size_t i = 0; i < on.cluster().size(); ++i)
    if (sim::subject::name(i) == node) return on.cluster().stop(i);
}

/// tell NODE members NODE...: whom it knows from now on, itself always.
void tell_members(stage& on, words& rest) {
  const auto node = rest.next();
  rest.expect("members");
  sim::cluster::names list;
  while (!rest.done()) list.push_back(rest.next());
  on.cluster().set_members(node, list);
}

} // namespace

void add_fault_commands(vocabulary& to) {
  to["partition"] = partition;
  to["heal"] = heal;
  to["hold"] = hold;
  to["release"] = release;
  to["delay"] = delay;
  to["dials"] = dials;
  to["reset"] = reset;
  to["crash"] = crash;
  to["restart"] = restart;
  to["pause"] = pause;
  to["stall"] = stall;
  to["stop"] = stop;
  to["tell"] = tell_members;
}

} // namespace carrick::test::transcripts
