#pragma once

#include <carrick/sim/draws.hpp>
#include <carrick/sim/machines/agenda.hpp>
#include <carrick/sim/machines/machine_node.hpp>
#include <carrick/sim/machines/payload.hpp>
#include <carrick/sim/machines/workload_options.hpp>

#include <map>

namespace carrick::sim {

/// The streams of a process, from both sides: items small and large in both directions,
/// half-closes, ends of all kinds, readers that stop or read one at a time, writers that wait for
/// credit.
class stream_load {
 public:
  stream_load(machine_node& of, run_numbers& numbers);

  void open();
  void calm_down();
  std::size_t open_streams() const noexcept { return all_.size() + waiting_.size(); }

  void on(const net::opening_left& e, std::size_t peer);
  void on(const net::opening_given_up& e);
  void on(machine_link& link, const net::stream_opened& e);
  void on(machine_link& link, const net::stream_item& e);
  void on(const net::stream_half_closed& e);
  void on(const net::stream_writable& e);
  void on(const net::stream_ended& e);
  void on_link_end(std::uint64_t link);
  void turn(time_point now) { agenda_.run(now); }
  time_point next_deadline() const noexcept { return agenda_.next(); }

 private:
  /// One side of a stream, by the context that its events carry.
  struct side {
    stream_side who;
    stamp what; ///< its opening
    std::uint64_t link = 0;
    net::stream_id id{};
    std::uint64_t items_left = 0, sent = 0;
    std::uint64_t item_bytes = 72;
    bool mixed = false;      ///< about half of the items are small
    bool large_next = false; ///< of mixed ones; stays until it is sent
    duration pause{};
    duration reading{}; ///< until an item is consumed; zero: at once
    bool half_closed = false, peer_half_closed = false;
    bool waits = false, step_planned = false;
    code ends_with = code::ok;
    std::uint64_t ends_after = 0; ///< items; then the end comes without a half-close. 0: never
  };

  void begin(std::uint64_t context, side made, std::size_t peer, net::stream_id id);
  side draw_side(const stamp& what, int which);
  void plan_step(std::uint64_t context, duration after);
  void step(std::uint64_t context);
  void send_item(std::uint64_t context, side& s, net::link& link);
  void finish_sending(std::uint64_t context, side& s, net::link& link);
  void end(std::uint64_t context, code why);
  void consumed(std::uint64_t link, net::stream_id id, stream_side who, std::uint32_t cost);

  machine_node& node_;
  run_numbers& numbers_;
  draws draws_;
  payload_maker payloads_;
  agenda agenda_;
  std::map<std::uint64_t, side> all_;
  std::map<std::uint64_t, side> waiting_; // for a link
  std::uint64_t contexts_ = 0;
  bool calm_ = false;
};

} // namespace carrick::sim
