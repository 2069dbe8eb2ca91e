#include "stage.hpp"
#include "vocabulary.hpp"
#include "words.hpp"

#include <stdexcept>

namespace carrick::test {
namespace {

void nodes(stage& on, words& rest) {
  stage::setup what;
  what.nodes = rest.next_number();
  while (!rest.done()) {
    if (rest.skip("seed"))
      what.seed = rest.next_number();
    else if (rest.skip("unsent"))
      what.posts_unsent = rest.next_number();
    else
      what.delay = (rest.expect("delay"), rest.next_duration());
  }
  on.begin(what);
}

void advance(stage& on, words& rest) { on.advance(rest.next_duration()); }

bool all_linked(sim::cluster& of) {
  std::size_t running = 0, links = 0;
  for (std::size_t i = 0; i < of.size(); ++i) {
    running += of.running(i);
    links += of.linked(sim::subject::name(i)).size();
  }
  return links == running * (running - 1);
}

/// run until linked | answered | NODE LINE: a line of that node which begins so.
void run(stage& on, words& rest) {
  rest.expect("until");
  const auto what = rest.next();
  bool came = false;
  if (what == "linked") {
    came = on.run_until([&] { return all_linked(on.cluster()); });
  } else if (what == "answered") {
    came = on.run_until([&] { return on.all_answered(); });
  } else {
    const auto line = rest.rest();
    came = on.run_until([&] { return on.told().has(what, line); });
  }
  if (!came) throw std::runtime_error("that did not come to be");
}

} // namespace

void add_time_commands(vocabulary& to) {
  to["nodes"] = nodes;
  to["advance"] = advance;
  to["run"] = run;
}

} // namespace carrick::test
