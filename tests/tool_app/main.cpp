#include <carrick/actors/actor.hpp>
#include <carrick/actors/registry.hpp>
#include <carrick/sim/application/trial.hpp>
#include <carrick/tools/run.hpp>

#include <poll.h>

#include <iostream>
#include <stdexcept>

/// A small application whose command line the tests run: one actor that answers in every way there
/// is.
namespace probe {

struct everything {
  std::string text;
  std::int64_t number = 0;
  std::uint64_t big = 0;
  std::vector<std::byte> bytes;
  std::map<std::string, std::int64_t> counts;
  CARRICK_DATA(everything, "probe.everything", text, number, big, bytes, counts)
};
struct echo {
  everything value;
  CARRICK_REQUEST(echo, "probe.echo", everything, value)
};
struct refuse {
  std::string what;
  CARRICK_REQUEST(refuse, "probe.refuse", everything, what)
};
/// Throws that text, which may be no text at all.
struct explode {
  std::vector<std::byte> text;
  CARRICK_REQUEST(explode, "probe.explode", everything, text)
};
/// Answered late, from a thread that may block.
struct nap {
  std::int32_t ms = 0;
  CARRICK_REQUEST(nap, "probe.nap", everything, ms)
};
/// Holds the actor, as no handler should.
struct hold {
  std::int32_t ms = 0;
  CARRICK_REQUEST(hold, "probe.hold", everything, ms)
};
struct note {
  std::string text;
  CARRICK_POST(note, "probe.note", text)
};
struct notes {
  CARRICK_REQUEST(notes, "probe.notes", everything)
};
struct item {
  std::int64_t number = 0;
  CARRICK_DATA(item, "probe.item", number)
};
/// Sends 1 to `to`, then what comes from the caller, doubled, and ends when the caller half-closes.
struct count {
  std::int64_t to = 0;
  CARRICK_STREAM(count, "probe.count", item, item, to)
};
/// Of another actor type alone.
struct whisper {
  CARRICK_REQUEST(whisper, "probe.whisper", everything)
};

struct options {
  std::int64_t first_note = 0;
  CARRICK_OPTIONS(options, first_note)
};

struct state {
  std::int64_t notes = 0;
  std::int64_t naps = 0; // begun
  std::int64_t naps_cancelled = 0;
};

void wait_ms(int ms) { ::poll(nullptr, 0, ms); }

everything numbered(std::int64_t number) {
  everything out;
  out.number = number;
  return out;
}

carrick::behavior store(carrick::stateful<state>* self, const options& given) {
  self->state.notes = given.first_note;
  return self->serve(
    [](const echo& q) -> everything { return q.value; },
    [](const refuse& q) -> carrick::result<everything> {
      return carrick::fail(carrick::code::not_found, "no thing named " + q.what);
    },
    [](const explode& q) -> everything {
      if (q.text.empty()) throw std::runtime_error{"it exploded"};
      throw std::runtime_error{std::string{carrick::as_text(q.text)}};
    },
    [self](const nap& q, carrick::responder<everything> to) {
      ++self->state.naps;
      self->on_cancel([self] { ++self->state.naps_cancelled; });
      self->blocking([ms = q.ms] { wait_ms(ms); }).then([to, ms = q.ms](const carrick::status&) {
        to.reply(numbered(ms));
      });
    },
    [](const hold& q) -> everything {
      wait_ms(q.ms);
      return numbered(q.ms);
    },
    [self](const note&) { ++self->state.notes; },
    [self](const notes&) -> everything {
      auto out = numbered(self->state.notes);
      out.counts = {{"naps", self->state.naps}, {"cancelled", self->state.naps_cancelled}};
      return out;
    },
    [](const count& opening, carrick::stream<item, item> out) -> carrick::stream_callback<item> {
      for (std::int64_t i = 1; i <= opening.to; ++i) out.send({i});
      return {.on_item = [out](const item& got) { out.send({got.number * 2}); },
              .on_half_close = [out] { out.close(); },
              .on_end = {},
              .on_writable = {}};
    });
}

carrick::behavior quiet(carrick::actor_base* self) {
  return self->serve([](const whisper&) -> everything { return numbered(1); });
}

/// Sends to itself for ever: no time passes in it.
carrick::behavior restless(carrick::actor_base* self) {
  self->send(self, caf::tick_atom_v);
  return self->serve([self](caf::tick_atom) { self->send(self, caf::tick_atom_v); },
                     [](const whisper&) -> everything { return numbered(1); });
}

/// Blocks, as no handler must.
carrick::behavior stuck(carrick::actor_base* self) {
  self->send(self, caf::tick_atom_v);
  return self->serve([](caf::tick_atom) { wait_ms(60'000); },
                     [](const whisper&) -> everything { return numbered(1); });
}

/// Prints where the program prints its data, also half a line.
carrick::behavior loud(carrick::actor_base* self) {
  std::cout << "hello\n{hi" << std::flush;
  return self->serve([](const whisper&) -> everything { return numbered(1); });
}

carrick::registry actors() {
  carrick::registry out;
  out.messages<echo, refuse, explode, nap, hold, note, notes, count, whisper>();
  out.add("probe.store", store).add("probe.quiet", quiet).add("probe.restless", restless);
  out.add("probe.loud", loud).add("probe.stuck", stuck);
  return out;
}

void echo_often(carrick::sim::workload_client& c) {
  for (; c.goes_on(); c.wait(std::chrono::milliseconds(200)))
    static_cast<void>(c.ask(c.any_node() + "/store", echo{}));
}

/// Wrong from the beginning where a store begins with 1000 notes; throws at 1001.
std::string has_few_notes(const carrick::sim::look& at) {
  for (const auto& node : at.nodes()) {
    const auto* store = at.state<state>(node + "/store");
    if (store == nullptr || store->notes < 1000) continue;
    if (store->notes > 1000) throw std::runtime_error{"more notes than can be counted"};
    return "the store of " + node + " has " + std::to_string(store->notes) + " notes";
  }
  return {};
}

void simulation(carrick::sim::trial& run) {
  run.workload("echoes", echo_often);
  run.invariant("probe.few_notes", carrick::sim::looked_at::turn, has_few_notes);
  run.exhibit("Notes", [] { return std::vector<std::string>{"too many"}; });
}

} // namespace probe

int main(int argc, char** argv) {
  return carrick::run(argc, argv, probe::actors(), probe::simulation);
}
