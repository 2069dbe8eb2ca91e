#include "chatter.hpp"

#include <carrick/carrick.hpp>

#include <set>

namespace carrick::test {
namespace {

struct options {
  std::int64_t pause_ms = 20;
  CARRICK_OPTIONS(options, pause_ms)
};
struct state {
  tally seen;
  std::set<std::string> reachable;
};
using self_ptr = stateful<state>*;

void talk(self_ptr self, const options& opt) {
  const auto pause = std::chrono::milliseconds(
    1 + self->random().below(2 * static_cast<std::uint64_t>(opt.pause_ms)));
  self->delayed_send(self, pause, caf::tick_atom_v);
  const auto& all = self->state.reachable;
  if (all.empty()) return;
  auto chosen = all.begin();
  std::advance(chosen, static_cast<std::ptrdiff_t>(self->random().below(all.size())));
  auto to = self->find(*chosen).at(self->actor_name());
  static_cast<void>(self->post(to, note{"hello"}));
  self->ask(to, echo{std::string(self->random().below(2000), 'x')}, std::chrono::seconds(1))
    .then([=](const echoed&) { ++self->state.seen.answers; },
          [=](const status&) { ++self->state.seen.failures; });
  if (self->random().below(10) == 0)
    self->blocking([] { return 1; }).then([=](result<int>) { ++self->state.seen.works; });
}

behavior talker(self_ptr self, options opt) {
  self->subscribe_members();
  self->delayed_send(self, std::chrono::milliseconds(1), caf::tick_atom_v);
  return self->serve(
    [=](const echo& e) {
      return echoed{e.text, ++self->state.seen.echoes};
    },
    [=](const note&) { ++self->state.seen.notes; },
    [=](const count&) {
      auto out = self->state.seen;
      out.wall_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(self->wall_now().time_since_epoch())
          .count();
      return out;
    },
    [=](const member_event& event) {
      const auto& node = event.node.text();
      if (event.info.state == member_state::reachable && node != self->node().text())
        self->state.reachable.insert(node);
      else
        self->state.reachable.erase(node);
      if (event.what == member_event::type::restarted) ++self->state.seen.lives;
    },
    [=](caf::tick_atom) { talk(self, opt); });
}

} // namespace

registry chatter() {
  registry types;
  types.messages<note, echo, count>();
  types.add("chatter.talker", talker);
  return types;
}

} // namespace carrick::test
