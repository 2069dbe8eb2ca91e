#include "stage.hpp"
#include "vocabulary.hpp"
#include "words.hpp"

#include <stdexcept>

namespace carrick::test::transcripts {
namespace {

bool all_linked(sim::cluster& of) {
  std::size_t running = 0, links = 0;
  for (std::size_t i = 0; i < of.size(); ++i) {
    running += of.running(i);
    links += of.linked(sim::subject::name(i)).size();
  }
  return links == running * (running - 1);
}

void await(stage& on, const std::function<bool()>& done) {
  if (!on.run_until(done)) throw std::runtime_error("that did not come to be");
}

void run_until_linked(stage& on) {
  await(on, [&] { return all_linked(on.cluster()); });
}

/// nodes N [seed N] [unsent N] [delay D] [linked]: `linked` lets time pass until they are, and says
/// nothing of it.
void nodes(stage& on, words& rest) {
  stage::setup what;
  bool linked = false;
  what.nodes = rest.next_number();
  while (!rest.done()) {
    if (rest.skip("seed"))
      what.seed = rest.next_number();
    else if (rest.skip("unsent"))
      what.posts_unsent = rest.next_number();
    else if (rest.skip("delay"))
      what.delay = rest.next_duration();
    else
      linked = (rest.expect("linked"), true);
  }
  on.begin(what);
  if (linked) run_until_linked(on);
  if (linked) on.told().take();
}

void advance(stage& on, words& rest) { on.advance(rest.next_duration()); }

/// run until linked | answered | NODE LINE: a line of that node which begins so.
void run(stage& on, words& rest) {
  rest.expect("until");
  const auto what = rest.next();
  if (what == "linked") return run_until_linked(on);
  if (what == "answered") return await(on, [&] { return on.all_answered(); });
  const auto line = rest.rest();
  await(on, [&] { return on.told().has(what, line); });
}

} // namespace

void add_time_commands(vocabulary& to) {
  to["nodes"] = nodes;
  to["advance"] = advance;
  to["run"] = run;
}

} // namespace carrick::test::transcripts
