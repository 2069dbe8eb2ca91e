#pragma once

#include <carrick/sim/draws.hpp>
#include <carrick/sim/machines/agenda.hpp>
#include <carrick/sim/machines/channels.hpp>
#include <carrick/sim/machines/machine_node.hpp>
#include <carrick/sim/machines/payload.hpp>
#include <carrick/sim/machines/workload_options.hpp>

#include <map>
#include <set>

namespace carrick::sim {

/// The requests of a process, from both sides: it asks, gives up, answers now, later, late, twice
/// or with a refusal.
class request_load {
 public:
  request_load(machine_node& of, channels& order, run_numbers& numbers);

  /// Asks somebody something.
  void ask();
  /// Asks that node, waiting for a link; answered at once there. Returns the number.
  std::uint64_t probe(std::size_t to, duration within);
  /// The same with more bytes than most paths hold.
  std::uint64_t probe_largely(std::size_t to, duration within);
  bool is_open(std::uint64_t number) const { return open_.contains(number); }
  /// Of a probe.
  bool has_ended_well(std::uint64_t number) const { return ended_well_.contains(number); }
  std::size_t open() const noexcept { return open_.size(); }
  /// No more surprises: what is owed is answered now, and from now on at once.
  void calm_down();

  void on(machine_link& link, const net::request_arrived& e);
  void on(machine_link& link, const net::request_cancelled& e);
  void on(const net::request_done& e, machine_link& link);
  void on(const net::request_left& e, std::size_t peer);
  void on(const net::request_given_up& e);
  void turn(time_point now) { agenda_.run(now); }
  time_point next_deadline() const noexcept { return agenda_.next(); }

 private:
  struct open_request {
    std::size_t to = 0;
    std::uint64_t link = 0; // 0: it waits
    net::request_id id{};
  };

  void send(const stamp& what, std::size_t bytes, net::outbox_message wanted);
  void ask_plainly(std::size_t to);
  void cancel(std::uint64_t number);
  void ended(std::uint64_t number, code what, const received& reply);
  void plan_answer(machine_link& link, const net::request_arrived& e, const stamp& what);
  void answer(std::uint64_t link, net::served_id id, const stamp& what);
  void answer_again(std::uint64_t link, net::served_id id, const stamp& reply);
  void refuse(std::uint64_t link, net::served_id id, const stamp& what, code why);

  machine_node& node_;
  channels& channels_;
  run_numbers& numbers_;
  draws asks_;
  draws answers_;
  payload_maker payloads_;
  agenda agenda_;
  std::map<std::uint64_t, open_request> open_;
  std::map<std::pair<std::uint64_t, net::served_id>, stamp> handlers_; // by link; those that run
  std::set<std::uint64_t> probes_, ended_well_;
  bool calm_ = false;
};

} // namespace carrick::sim
