#pragma once

#include <carrick/sim/draws.hpp>
#include <carrick/sim/machines/agenda.hpp>
#include <carrick/sim/machines/channels.hpp>
#include <carrick/sim/machines/machine_node.hpp>
#include <carrick/sim/machines/payload.hpp>
#include <carrick/sim/machines/workload_options.hpp>

namespace carrick::sim {

/// The posts of a process, from both sides: small, bulk and urgent ones of several senders; taken
/// at once, later, or refused.
class post_load {
 public:
  post_load(machine_node& of, channels& order, run_numbers& numbers);

  void post();
  void calm_down();

  void on(machine_link& link, const net::post_arrived& e);
  void turn(time_point now) { agenda_.run(now); }
  time_point next_deadline() const noexcept { return agenda_.next(); }

 private:
  machine_node& node_;
  channels& channels_;
  run_numbers& numbers_;
  draws posts_;
  draws takes_;
  payload_maker payloads_;
  agenda agenda_;
  bool calm_ = false;
};

} // namespace carrick::sim
