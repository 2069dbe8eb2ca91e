#pragma once

#include <carrick/actors/actor.hpp>
#include <carrick/actors/registry.hpp>

/// Actors that talk all the time, for tests of simulated clusters.
namespace carrick::test {

struct note {
  std::string text;
  CARRICK_POST(note, "chatter.note", text)
};
struct echoed {
  std::string text;
  std::uint64_t handled = 0;
  CARRICK_DATA(echoed, "chatter.echoed", text, handled)
};
struct echo {
  std::string text;
  CARRICK_REQUEST(echo, "chatter.echo", echoed, text)
};
/// What a talker has seen so far.
struct tally {
  std::uint64_t echoes = 0, notes = 0, answers = 0, failures = 0, works = 0, lives = 0;
  std::int64_t wall_ms = 0;
  CARRICK_DATA(tally, "chatter.tally", echoes, notes, answers, failures, works, lives, wall_ms)
};
struct count {
  CARRICK_REQUEST(count, "chatter.count", tally)
};

/// "chatter.talker": asks, posts to and works beside a random peer, about every `pause_ms`.
registry chatter();

} // namespace carrick::test
