#pragma once

#include <carrick/net/handshake.hpp>
#include <carrick/net/link.hpp>
#include <carrick/net/link_choice.hpp>
#include <carrick/net/transport.hpp>
#include <carrick/sim/observation.hpp>

#include <memory>
#include <optional>

namespace carrick::sim {

class machine_node;
class machine_peer;

/// One connection of a simulated node: first its handshake machine, then its link machine, as
/// link_actor is in a product.
class machine_link final : private net::connection_events, private net::admission {
 public:
  machine_link(machine_node& of, std::unique_ptr<net::connection> connection,
               machine_peer* dialed_by);
  ~machine_link() override;

  std::uint64_t number() const noexcept { return number_; }
  /// Null before it is established and after its end.
  net::link* machine() noexcept { return link_.get(); }
  /// Null if its node is no member, or not known yet.
  machine_peer* peer() const noexcept { return peer_; }
  void belongs_to(machine_peer* p) noexcept { peer_ = p; }
  /// By what its other end said in the handshake.
  bool leads_to(const node_id& node) const;
  process_id peer_process() const noexcept { return peer_process_; }
  time_point established_at() const noexcept { return established_at_; }
  const std::string& remote_address() const noexcept { return remote_address_; }
  bool closed() const noexcept { return closed_; }
  /// Of requests, that came without an answer.
  std::uint64_t early_verdicts() const noexcept { return early_verdicts_; }

  void abort(carrick::code why, std::string_view text);
  void say_goodbye(carrick::code why, std::string_view text);
  void close();
  /// Another connection of the same peer was established.
  void overtaken_by(const machine_link& established);
  /// Timers that are due, events and output. Once a turn of the loop.
  void turn(time_point now);
  time_point next_deadline() const;

 private:
  void on_bytes(byte_span bytes) override;
  std::span<std::byte> room() override;
  void on_filled(std::size_t bytes) override;
  void on_writable() override;
  void on_end(const status& why) override;
  verdict identity_known(const net::identity& peer, status& why, bool& temporary) override;
  verdict establish(const net::identity& peer, status& why, bool& temporary) override;
  std::shared_ptr<net::post_state> posts_of(const node_id& peer) override;
  byte_span application_hello() override { return as_bytes("equal"); }
  result<std::optional<buffer>> application_round(const net::identity&, int, byte_span) override {
    return std::optional<buffer>{};
  }

  machine_link* standing(const node_id& peer) const;
  void after_handshake_step();
  void write_handshake();
  void write_last_of_handshake();
  void established(const net::link_terms& terms);
  void take_events();
  void write_link();
  void finish(const status& why);

  machine_node& node_;
  const std::uint64_t number_;
  std::unique_ptr<net::connection> connection_;
  machine_peer* peer_; ///< of an accepted connection: known when it is established
  std::string remote_address_;
  net::link_choice choice_;
  std::unique_ptr<net::handshake> handshake_;
  buffer last_of_handshake_; // what the connection would not take before the link began
  std::unique_ptr<net::link> link_;
  std::optional<status> ended_;
  process_id peer_process_;
  const time_point began_at_;
  time_point established_at_ = never;
  time_point lingers_until_ = never;
  std::uint64_t early_verdicts_ = 0;
  bool writable_ = true;
  bool taking_events_ = false;
  bool finished_ = false;
  bool silent_ = false; // as the node was told
  bool heard_all_ = false;
  bool closed_ = false;
};

} // namespace carrick::sim
