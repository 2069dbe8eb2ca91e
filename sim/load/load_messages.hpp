#pragma once

#include <carrick/serialization/message.hpp>
#include <carrick/sim/observation.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace carrick::sim {

/// A stamp as it travels between the actors of the load, and a payload that depends on it.
struct sealed {
  std::uint64_t cluster = 0, from = 0, incarnation = 0, to = 0, number = 0, channel = 0, order = 0;
  std::string payload;
  CARRICK_DATA(sealed, "carrick.sim.sealed", cluster, from, incarnation, to, number, channel, order,
               payload)
};

/// What a handler does with a request; each does what it can of that.
enum class wish : std::uint32_t {
  answer,
  answer_late,
  ask_first, ///< somebody else, and wait for that
  work_first,
  refuse,
  fail,  ///< by an exception
  drop,  ///< the duty to answer
  forget ///< it for longer than anybody waits
};
inline constexpr std::uint32_t wishes = 8;

// One request for each kind of handler.
struct ask_value {
  sealed what;
  std::uint32_t wanted = 0;
  CARRICK_REQUEST(ask_value, "carrick.sim.ask.value", sealed, what, wanted)
};
struct ask_result {
  sealed what;
  std::uint32_t wanted = 0;
  CARRICK_REQUEST(ask_result, "carrick.sim.ask.result", sealed, what, wanted)
};
struct ask_later {
  sealed what;
  std::uint32_t wanted = 0;
  CARRICK_REQUEST(ask_later, "carrick.sim.ask.later", sealed, what, wanted)
};
struct ask_promise {
  sealed what;
  std::uint32_t wanted = 0;
  CARRICK_REQUEST(ask_promise, "carrick.sim.ask.promise", sealed, what, wanted)
};
struct ask_inline {
  sealed what;
  std::uint32_t wanted = 0;
  CARRICK_REQUEST(ask_inline, "carrick.sim.ask.inline", sealed, what, wanted)
};
struct ask_inline_later {
  sealed what;
  std::uint32_t wanted = 0;
  CARRICK_REQUEST(ask_inline_later, "carrick.sim.ask.inline-later", sealed, what, wanted)
};
/// Its handler gets bytes.
struct ask_raw {
  sealed what;
  std::uint32_t wanted = 0;
  CARRICK_REQUEST(ask_raw, "carrick.sim.ask.raw", sealed, what, wanted)
};

struct mark {
  sealed what;
  CARRICK_POST(mark, "carrick.sim.mark", what)
};
/// Encoded once for many nodes: that of the nth has the nth number and order.
struct mark_many {
  sealed what;
  std::vector<std::uint64_t> nodes, channels, orders;
  CARRICK_POST(mark_many, "carrick.sim.mark.many", what, nodes, channels, orders)
};
struct mark_inline {
  sealed what;
  CARRICK_POST(mark_inline, "carrick.sim.mark.inline", what)
};

struct load_item {
  std::uint64_t order = 0;
  std::string payload;
  CARRICK_DATA(load_item, "carrick.sim.item", order, payload)
};
struct load_stream {
  sealed what;
  bool acceptor_ends = false; ///< who ends it when both sides have half-closed
  std::uint64_t wanted = 0;   ///< so many items of the acceptor, which then ends it; 0: as drawn
  CARRICK_STREAM(load_stream, "carrick.sim.stream", load_item, load_item, what, acceptor_ends,
                 wanted)
};

sealed seal(const stamp& what, std::size_t payload_bytes);
stamp stamp_of(const sealed& s);
/// The payload is the one that belongs to the stamp.
bool is_intact(const sealed& s);

/// Of a direction of a stream.
load_item make_item(const stream_side& from, std::uint64_t order, std::size_t payload_bytes);
bool is_intact(const load_item& item, const stream_side& from);

} // namespace carrick::sim
