#pragma once

#include <carrick/actors/registry.hpp>
#include <carrick/serialization/message.hpp>

#include <cstdint>
#include <string>

namespace carrick::test::transcripts {

class recorder;

// What the nodes of a transcript say to each other.

struct stored {
  CARRICK_DATA(stored, "play.stored")
};
/// Answered after `takes_ms`.
struct put {
  std::string key, value;
  std::int64_t takes_ms = 0;
  CARRICK_REQUEST(put, "play.put", stored, key, value, takes_ms)
};
struct kept {
  std::string value;
  CARRICK_DATA(kept, "play.kept", value)
};
/// `not_found` for what was not put.
struct get {
  std::string key;
  CARRICK_REQUEST(get, "play.get", kept, key)
};
struct note {
  std::string text;
  CARRICK_POST(note, "play.note", text)
};
struct item {
  std::string text;
  CARRICK_DATA(item, "play.item", text)
};
struct talk {
  std::string stream;
  CARRICK_STREAM(talk, "play.talk", item, item, stream)
};
/// What a player is to do with a stream: "open" (`text`: to whom), "item", "half-close", "end"
/// (`text`: a code).
struct cue {
  std::string what, stream, text;
  CARRICK_POST(cue, "play.cue", what, stream, text)
};

inline constexpr std::string_view player_name = "player";

/// "play.player": an actor that serves all of these, and tells what it sees.
registry players(recorder& told);

} // namespace carrick::test::transcripts
