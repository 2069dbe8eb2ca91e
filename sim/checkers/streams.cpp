#include <carrick/sim/checkers/streams.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

// What a stream may hold outside the link's window.
constexpr std::uint64_t guaranteed = limits::stream_guaranteed;
// A stream stalls after 30 s without credit; a reader's last word on what it consumed takes less
// than the rest.
constexpr duration credit_limit = limits::stream_progress - std::chrono::seconds(5);

std::uint64_t charge(std::uint64_t held) { return held > guaranteed ? held - guaranteed : 0; }

} // namespace

void stream_checker::see(const observation& what, duration at) {
  if (auto* e = std::get_if<item_sent>(&what)) return on(*e, at);
  if (auto* e = std::get_if<item_got>(&what)) return on(*e, at);
  if (auto* e = std::get_if<items_consumed>(&what)) return on(*e, at);
  if (auto* e = std::get_if<stream_asked>(&what)) return on(*e);
  if (auto* e = std::get_if<stream_accepted>(&what)) return on(*e, at);
  if (auto* e = std::get_if<half_close_seen>(&what)) return on(*e, at);
  if (auto* e = std::get_if<stream_over>(&what)) return on(*e, at);
  if (auto* e = std::get_if<half_closed>(&what))
    streams_[e->on.number].sides[static_cast<std::size_t>(e->on.side)].half_closed = true;
  if (auto* e = std::get_if<stream_left>(&what)) {
    auto& s = streams_[e->on.number].sides[static_cast<std::size_t>(e->on.side)];
    s.left = true;
    s.last_word = e->why;
    release(streams_[e->on.number], s, s.held);
  }
  if (auto* e = std::get_if<windows_agreed>(&what))
    windows_[{e->at, e->peer}] = {e->stream, e->link, 0};
  if (auto* e = std::get_if<process_ended>(&what)) gone_[e->who] = true;
}

std::string stream_checker::text(const stream_side& on) const {
  return numbered("stream", on.number) + (on.side == 0 ? " (opener)" : " (acceptor)");
}

void stream_checker::on(const stream_asked& e) {
  auto& r = streams_[e.what.number];
  r.what = e.what;
  r.sides[0].exists = true;
  r.sides[0].at = e.what.from;
}

void stream_checker::on(const stream_accepted& e, duration at) {
  auto& s = streams_[e.got.what.number].sides[1];
  if (s.exists) fail("I1", numbered("stream", e.got.what.number) + " was opened twice", at);
  s.exists = true;
  s.at = e.got.by;
}

void stream_checker::on(const item_sent& e, duration at) {
  auto& s = streams_[e.on.number].sides[static_cast<std::size_t>(e.on.side)];
  if (s.over || s.left || s.half_closed)
    fail("I12", text(e.on) + " could send an item behind its end", at);
  s.sent = e.order;
}

void stream_checker::on(const item_got& e, duration at) {
  auto& r = streams_[e.on.number];
  auto& s = r.sides[static_cast<std::size_t>(e.on.side)];
  if (s.over || s.left) fail("I2", text(e.on) + " got an item behind its verdict", at);
  if (s.saw_half_close) fail("I3", text(e.on) + " got an item behind the half-close", at);
  if (e.got.what.order != s.got + 1)
    fail("I3",
         text(e.on) + " got item " + std::to_string(e.got.what.order) + " after " +
           std::to_string(s.got),
         at);
  s.got = e.got.what.order;
  ++s.items_held;
  hold(r, s, e.cost, at);
}

/// One item may pass each of the windows when nothing else is held.
void stream_checker::hold(record& r, side& s, std::uint64_t cost, duration at) {
  auto& peer = &s == &r.sides[0] ? r.sides[1] : r.sides[0];
  auto& w = windows_[{s.at, peer.at}];
  auto before = charge(s.held);
  s.held += cost;
  w.charged += charge(s.held) - before;
  if (w.stream > 0 && s.items_held > 1 && s.held > w.stream)
    fail("I5",
         numbered("stream", r.what.number) + " holds " + std::to_string(s.held) +
           " bytes in a window of " + std::to_string(w.stream),
         at);
  if (w.link > 0 && charge(s.held) > 0 && w.charged > w.link && w.charged > charge(s.held))
    fail("I5",
         node_text(s.at.node) + " holds " + std::to_string(w.charged) +
           " bytes of streams in a window of " + std::to_string(w.link),
         at);
}

void stream_checker::release(record& r, side& s, std::uint64_t cost) {
  auto& peer = &s == &r.sides[0] ? r.sides[1] : r.sides[0];
  auto before = charge(s.held);
  s.held -= std::min(s.held, cost);
  if (s.held == 0) s.items_held = 0;
  auto& w = windows_[{s.at, peer.at}];
  w.charged -= std::min(w.charged, before - charge(s.held));
}

void stream_checker::on(const items_consumed& e, duration at) {
  auto& r = streams_[e.on.number];
  auto& s = r.sides[static_cast<std::size_t>(e.on.side)];
  s.consumed_at = at;
  release(r, s, e.cost);
}

void stream_checker::on(const half_close_seen& e, duration at) {
  auto& r = streams_[e.on.number];
  auto& s = r.sides[static_cast<std::size_t>(e.on.side)];
  auto& peer = r.sides[static_cast<std::size_t>(1 - e.on.side)];
  if (std::exchange(s.saw_half_close, true)) fail("I2", text(e.on) + " saw two half-closes", at);
  if (!peer.half_closed) fail("I12", text(e.on) + " saw a half-close that nobody did", at);
  if (s.got != peer.sent)
    fail("I3",
         text(e.on) + " saw the half-close after " + std::to_string(s.got) + " of " +
           std::to_string(peer.sent) + " items",
         at);
}

void stream_checker::on(const stream_over& e, duration at) {
  auto& r = streams_[e.on.number];
  auto& s = r.sides[static_cast<std::size_t>(e.on.side)];
  auto& peer = r.sides[static_cast<std::size_t>(1 - e.on.side)];
  if (!s.exists) return fail("I2", text(e.on) + " got a verdict and was never there", at);
  if (s.left) fail("I2", text(e.on) + " got a verdict after its own last word", at);
  if (std::exchange(s.over, true)) fail("I2", text(e.on) + " got two verdicts", at);
  release(r, s, s.held); // what it has and has not consumed counts no longer
  bool by_peer = peer.left && peer.last_word == e.what;
  if (e.what == code::ok && !by_peer)
    fail("I3", text(e.on) + " ended cleanly, but nobody ended it", at);
  if (e.what == code::ok && s.got != peer.sent)
    fail("I3",
         text(e.on) + " ended cleanly after " + std::to_string(s.got) + " of " +
           std::to_string(peer.sent) + " items",
         at);
  if (e.what == code::stalled && !peer.over && s.sent > 0 && peer.got == s.sent && peer.held == 0 &&
      at - peer.consumed_at > credit_limit)
    fail("I5", text(e.on) + " stalled, but all of its items were consumed long ago", at);
  if (e.what == code::unreachable && peer.exists && !by_peer)
    fail("I12", text(e.on) + " ended as unreachable, but the other side had accepted it", at);
}

void stream_checker::finish(duration at) {
  for (auto& r : streams_)
    for (int number = 0; number < 2; ++number) {
      auto& s = r.sides[static_cast<std::size_t>(number)];
      if (s.exists && !s.left && !s.over && !gone_[s.at])
        return fail("I2", text({r.what.number, number}) + " got no verdict at all", at);
    }
}

} // namespace carrick::sim
