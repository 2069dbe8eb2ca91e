#pragma once

#include <carrick/serialization/message.hpp>

#include <cstdint>
#include <string>
#include <vector>

/// What the processes of a measurement say to each other.
namespace carrick::tools::bench {

/// The raw inline handler echoes any bytes under this name.
inline constexpr std::string_view raw_echo_name = "carrick.bench.raw";
/// Takes requests and answers none of them.
inline constexpr std::string_view raw_hold_name = "carrick.bench.raw_hold";
/// The raw inline handler of exchanges: streams of bytes, see exchange_end.
inline constexpr std::string_view raw_exchange_name = "carrick.bench.raw_exchange";
/// Sends items of a stream of bytes back on it.
inline constexpr std::string_view raw_stream_echo_name = "carrick.bench.raw_stream_echo";
/// A target of raw posts beside the node itself: what goes to one target stays in order.
inline constexpr std::string_view bulk_name = "bulk";
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

struct sampled {
  std::uint64_t number = 0;
  std::string text;
  std::vector<std::uint64_t> numbers;
  CARRICK_DATA(sampled, "carrick.bench.sampled", number, text, numbers)
};
/// The same with fields of three kinds.
struct sample {
  std::uint64_t number = 0;
  std::string text;
  std::vector<std::uint64_t> numbers;
  CARRICK_REQUEST(sample, "carrick.bench.sample", sampled, number, text, numbers)
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

struct piece {
  std::string data;
  CARRICK_DATA(piece, "carrick.bench.piece", data)
};
/// So many pieces of that size each way.
struct exchange {
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;
  CARRICK_STREAM(exchange, "carrick.bench.exchange", piece, piece, items, bytes)
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
