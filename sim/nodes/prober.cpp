#include <carrick/sim/nodes/prober.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/core/quantity.hpp>
#include <carrick/sim/nodes/probe_messages.hpp>
#include <carrick/sim/subject.hpp>

#include <map>
#include <stdexcept>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t small_payload = 200;
constexpr std::uint64_t large_payload = 100'000; // above one frame

using ask_atom = caf::atom_constant<caf::atom("probe")>;
using post_atom = caf::atom_constant<caf::atom("mark")>;
using late_atom = caf::atom_constant<caf::atom("late")>;

struct late_answer {
  responder<sealed> to;
  sealed what;
};

struct state {
  process_id me;
  std::map<std::size_t, std::uint64_t> order; // by target node
  std::map<std::uint64_t, late_answer> late;  // by number of the request
};
using self_ptr = stateful<state>*;

process_id process_of(self_ptr self) {
  const auto& options = self->core().options();
  return {std::stoul(options.id.text().substr(1)) - 1, options.incarnation};
}

duration pause_around(self_ptr self, duration mean) {
  return mean / 4 +
    duration{
      static_cast<duration::rep>(self->random().unit() * 1.5 * static_cast<double>(mean.count()))};
}

void see(self_ptr self, prober_run& run, const observation& what) {
  if (!run.gone.contains(self->state.me)) run.told.see(what, run.in.elapsed());
}

/// A line for people, if lines are kept.
void explain(self_ptr self, prober_run& run, std::uint64_t number, const std::string& text) {
  if (!run.in.trace().keeps()) return;
  run.in.trace().explain(run.in.elapsed(), self->node().text(), "request",
                         std::to_string(number) + " " + text);
}

received got(self_ptr self, const sealed& s) {
  const auto what = stamp_of(s);
  return {self->state.me, what.from, what, is_intact(s)};
}

sealed next_message(self_ptr self, prober_run& run, std::size_t to, std::uint64_t number) {
  auto& random = self->random();
  const auto bytes = random.below(random.below(50) == 0 ? large_payload : small_payload);
  return seal({run.in.seed(), self->state.me, to, number, 1, ++self->state.order[to]}, bytes);
}

peer prober_on(self_ptr self, std::size_t node) {
  return self->find(subject::name(node)).at(prober_name);
}

// -- sending --------------------------------------------------------------------------------------

void ask_somebody(self_ptr self, prober_run& run) {
  self->delayed_send(self, pause_around(self, run.ask_every), ask_atom::value);
  if (run.calm) return;
  const auto to = self->random().below(run.nodes);
  const auto number = ++run.requests;
  probe question{next_message(self, run, to, number), 0};
  question.handling =
    self->random().below(3) > 0 ? 0 : static_cast<std::uint32_t>(self->random().below(6));
  const auto limit = std::chrono::milliseconds(20 + self->random().below(5000));
  see(self, run, asked{stamp_of(question.what), run.in.elapsed() + limit});
  ++run.open[self->state.me];
  explain(self, run, number, "to " + subject::name(to) + ", for " + format_duration(limit));
  self->ask(prober_on(self, to), std::move(question), limit)
    .then([self, &run, number](result<sealed> verdict) {
      --run.open[self->state.me];
      explain(self, run, number, "ends: " + (verdict ? "ok" : to_string(verdict.error())));
      if (verdict)
        see(self, run, answered{number, code::ok, got(self, *verdict)});
      else
        see(self, run, answered{number, verdict.error().code(), {}});
    });
}

void post_somebody(self_ptr self, prober_run& run) {
  self->delayed_send(self, pause_around(self, run.post_every), post_atom::value);
  if (run.calm) return;
  const auto to = self->random().below(run.nodes);
  const mark message{next_message(self, run, to, ++run.posts)};
  see(self, run, posted{stamp_of(message.what), code::ok});
  static_cast<void>(self->post(prober_on(self, to), message));
}

// -- handling -------------------------------------------------------------------------------------

sealed reply_to(self_ptr self, const sealed& question) {
  auto s = stamp_of(question);
  std::swap(s.from.node, s.to);
  s.from = self->state.me;
  return seal(s, question.payload.size() / 2);
}

void handle(self_ptr self, prober_run& run, const probe& question, responder<sealed> answer) {
  const auto number = question.what.number;
  if (number == 0) return answer.reply(reply_to(self, question.what)); // of the run itself
  see(self, run, executed{got(self, question.what)});
  const auto says = [=, &run](code what) { see(self, run, handler_said{number, what}); };
  switch (static_cast<probe_handling>(question.handling)) {
    case probe_handling::refuses:
      says(code::invalid_argument);
      return answer.fail({code::invalid_argument, "as it was asked to"});
    case probe_handling::throws:
      says(code::internal);
      throw std::runtime_error("as it was asked to");
    case probe_handling::drops:
      return says(code::internal);
    case probe_handling::answers_late:
    case probe_handling::ignores: {
      self->state.late[number] = {std::move(answer), reply_to(self, question.what)};
      const bool late =
        question.handling == static_cast<std::uint32_t>(probe_handling::answers_late);
      self->delayed_send(self, late ? 50ms : 10s, late_atom::value, number);
      return;
    }
    default:
      says(code::ok);
      answer.reply(reply_to(self, question.what));
  }
}

void answer_late(self_ptr self, prober_run& run, std::uint64_t number) {
  auto found = self->state.late.find(number);
  if (found == self->state.late.end()) return;
  see(self, run, handler_said{number, code::ok});
  found->second.to.reply(std::move(found->second.what));
  self->state.late.erase(found);
}

void told(self_ptr self, prober_run& run, const member_event& event) {
  using type = member_event::type;
  using change = member_told::change;
  auto what = change::stays;
  if (event.what == type::snapshot || event.what == type::joined) what = change::appears;
  if (event.info.state == member_state::removed) what = change::goes;
  see(self, run, member_told{self->state.me, std::stoul(event.node.text().substr(1)) - 1, what});
}

behavior prober(self_ptr self, prober_run& run) {
  self->state.me = process_of(self);
  self->subscribe_members();
  self->delayed_send(self, pause_around(self, run.ask_every), ask_atom::value);
  self->delayed_send(self, pause_around(self, run.post_every), post_atom::value);
  return self->serve(
    [self, &run](const probe& p, responder<sealed> answer) {
      handle(self, run, p, std::move(answer));
    },
    [self, &run](const mark& m) {
      see(self, run, post_handed{got(self, m.what), code::ok});
    },
    [self, &run](const member_event& event) { told(self, run, event); },
    [self, &run](ask_atom) { ask_somebody(self, run); },
    [self, &run](post_atom) { post_somebody(self, run); },
    [self, &run](late_atom, std::uint64_t number) { answer_late(self, run, number); });
}

} // namespace

void add_prober(registry& types, prober_run& run) {
  types.messages<probe, mark>();
  types.add(prober_type, [&run](self_ptr self) { return prober(self, run); });
}

} // namespace carrick::sim
