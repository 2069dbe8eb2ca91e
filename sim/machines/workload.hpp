#pragma once

#include <carrick/sim/machines/application.hpp>
#include <carrick/sim/machines/post_load.hpp>
#include <carrick/sim/machines/request_load.hpp>
#include <carrick/sim/machines/stream_load.hpp>

namespace carrick::sim {

/// All that one process sends and serves, drawn from the seed.
class workload final : public machine_application {
 public:
  workload(machine_node& of, const machine_workload_options& options, run_numbers& numbers);

  /// Begins nothing new, and finishes what there is.
  void calm_down();
  /// Nothing of its own is open.
  bool is_done() const noexcept { return requests_.open() == 0 && streams_.open_streams() == 0; }
  request_load& requests() noexcept { return requests_; }

  void on_event(machine_link& link, const net::event& e) override;
  void on_event(std::size_t peer, const net::outbox_event& e) override;
  void on_link(machine_link&) override {}
  void on_link_end(machine_link& link) override { streams_.on_link_end(link.number()); }
  void turn() override;
  time_point next_deadline() const override;

 private:
  void begin_something(time_point now);

  machine_node& node_;
  const machine_workload_options options_;
  draws pace_;
  channels channels_;
  request_load requests_;
  post_load posts_;
  stream_load streams_;
  time_point asks_at_, posts_at_, opens_at_;
};

} // namespace carrick::sim
