#pragma once

#include <carrick/sim/load/load_self.hpp>

#include <map>
#include <optional>
#include <utility>

namespace carrick::sim {

/// The streams of an actor of the load, from both sides: items of a few bytes and of some frames in
/// both directions, readers that give credit late, writers that wait for it, and every way to end.
class stream_unit {
 public:
  explicit stream_unit(load_self& self) : self_(self) {}
  /// The actor has ended: its sides end as cancelled.
  ~stream_unit();

  /// One, or many at once.
  void open();
  /// With items both ways, which must all arrive.
  void probe(std::size_t node);

  stream_callback<load_item> accept(const load_stream& opening, stream<load_item, load_item> end);

 private:
  using key = std::pair<std::uint64_t, int>; // number, side
  /// How a side comes to its end.
  enum class way : unsigned char {
    half_close, ///< and whoever is to ends it when both have
    close,      ///< with a code, behind the items
    cancel,
    fail,          ///< by an exception in a callback
    let_go,        ///< of the last handle
    let_go_unheard ///< the same where nothing listens
  };
  struct side {
    std::uint64_t number = 0;
    int which = 0;
    std::size_t to = 0;
    stream<load_item, load_item> end;
    std::uint64_t items_left = 0, sent = 0, got = 0;
    std::size_t item_bytes = 0;
    bool mixed = false; ///< about half of the items have a few bytes
    duration pause{};
    duration reading{}; ///< until an item is consumed; zero: at once
    way leaves = way::half_close;
    code says = code::ok;
    std::uint64_t leaves_after = 0; ///< so many items, sent or got; of all but half_close
    bool ends_it = false;           ///< when both sides have half-closed
    bool half_closed = false, peer_half_closed = false;
    bool left = false, over = false, let_go = false;
    bool waits = false, step_planned = false;
    std::optional<std::uint64_t> probe{};
    bool sends_all = false; ///< even when nothing new is begun

    stream_side who() const noexcept { return {number, which}; }
    stream_side peer() const noexcept { return {number, 1 - which}; }
  };

  void open_one(std::size_t node);
  side draw(std::uint64_t number, int which, std::size_t to);
  side* find(const key& which);
  void begin(side made, stream<load_item, load_item> end);
  stream_callback<load_item> callbacks(const side& of);

  void plan_step(side& s, duration after);
  void step(side& s);
  void send_item(side& s);
  void half_close(side& s);
  /// Its last word. False: not yet.
  bool leaves_now(side& s);
  void leave(side& s);
  void close(side& s, const status& why);
  void let_go(side& s);

  void on_item(const key& which, const load_item& item, stream_credit credit);
  void on_half_close(const key& which);
  void on_end(const key& which, const status& why);
  void end_if_both_closed(side& s);

  load_self& self_;
  std::map<key, side> all_;
};

} // namespace carrick::sim
