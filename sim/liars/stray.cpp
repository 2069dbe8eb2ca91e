#include <carrick/sim/liars/stray.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/stream.hpp>
#include <carrick/sim/liars/stray_messages.hpp>

#include <algorithm>
#include <memory>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view stray_type = "carrick.sim.stray";
constexpr std::uint32_t wait_max_ms = 2000;
using stray_due_atom = caf::atom_constant<caf::atom("stray-due")>;

struct stray_state {
  std::vector<std::pair<responder<stray_item>, stray_item>> owed;
};

behavior stray(stateful<stray_state>* self) {
  return self->serve(
    [self](const stray_ask& q, responder<stray_item> answer) {
      if (q.milliseconds == 0) return answer.reply({q.text});
      self->state.owed.emplace_back(std::move(answer), stray_item{q.text});
      self->delayed_send(self, std::chrono::milliseconds{std::min(q.milliseconds, wait_max_ms)},
                         stray_due_atom::value);
    },
    [self](stray_due_atom) {
      auto& owed = self->state.owed;
      if (owed.empty()) return;
      owed.front().first.reply(owed.front().second);
      owed.erase(owed.begin());
    },
    [](const stray_mark&) {},
    [](const stray_stream&, const stream<stray_item, stray_item>& end) {
      return stream_callback<stray_item>{
        .on_item = [end](const stray_item& item) { static_cast<void>(end.send(item)); },
        .on_half_close = [end] { end.close(); }};
    });
}

} // namespace

void add_stray(registry& types) {
  types.messages<stray_ask, stray_mark, stray_stream>();
  types.add(stray_type, stray);
}

void add_stray(config::cluster_spec& spec) {
  for (auto& [id, node] : spec.nodes)
    node.actors.push_back({std::string{stray_name}, std::string{stray_type}, {}, {}});
}

} // namespace carrick::sim
