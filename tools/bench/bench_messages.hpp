#pragma once

#include <carrick/serialization/message.hpp>

#include <cstdint>
#include <string>
#include <vector>

/// What the two processes of `bench` say to each other.
namespace carrick::tools::bench {

/// The raw inline handler echoes any bytes under this name.
inline constexpr std::string_view raw_echo_name = "carrick.bench.raw";
/// The actor that serves the same messages as the node does inline.
inline constexpr std::string_view actor_name = "bench";

struct echoed {
  std::string data;
  CARRICK_DATA(echoed, "carrick.bench.echoed", data)
};
/// Answered by a typed inline handler of the node, and by the actor.
struct echo {
  std::string data;
  CARRICK_REQUEST(echo, "carrick.bench.echo", echoed, data)
};
/// Counted.
struct note {
  std::vector<std::byte> data;
  CARRICK_POST(note, "carrick.bench.note", data)
};
/// Counted without a look at its bytes.
struct raw_note {
  CARRICK_POST(raw_note, "carrick.bench.raw_note")
};

struct counts {
  std::uint64_t posts = 0, bytes = 0;
  double cpu_s = 0;
  std::uint64_t rss_kib = 0;
  CARRICK_DATA(counts, "carrick.bench.counts", posts, bytes, cpu_s, rss_kib)
};
struct get_counts {
  CARRICK_REQUEST(get_counts, "carrick.bench.get_counts", counts)
};

} // namespace carrick::tools::bench
