#pragma once

#include <carrick/net/handshake.hpp>
#include <carrick/net/link.hpp>
#include <carrick/net/transport.hpp>
#include <carrick/sim/bare_loop.hpp>
#include <carrick/sim/draws.hpp>
#include <carrick/sim/liars/lies.hpp>
#include <carrick/sim/network/network.hpp>
#include <carrick/sim/world.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace carrick::sim {

/// Whom a liar speaks to.
struct liars_victim {
  node_id node;
  std::string address;
  std::string cluster; ///< the name that its members share
};

/// A process of another make that calls one node, as a client or as a member that nobody knows. It
/// asks, posts, opens streams, reads slowly or not at all, and breaks rules of the protocol (see
/// lies). When its connection has ended it calls again, until it leaves.
class liar final : net::dial_events, net::connection_events, net::admission {
 public:
  /// `name`: of its host, and what it says that it is. All that is given outlives it.
  liar(world& in, network& over, std::string name, liars_victim victim, duration stays);
  ~liar();
  liar(const liar&) = delete;
  liar& operator=(const liar&) = delete;

  /// Without a word, and does not come back.
  void leave();
  /// Links that came about.
  std::size_t links() const noexcept { return links_; }
  /// Lies on all of them.
  std::size_t lies_told() const noexcept { return told_before_ + (lies_ ? lies_->told() : 0); }

 private:
  void on_dialed(result<std::unique_ptr<net::connection>> outcome) override;
  void on_bytes(byte_span bytes) override;
  void on_writable() override { write(); }
  void on_end(const status&) override { hang_up(); }

  verdict identity_known(const net::identity&, status&, bool&) override { return verdict::accept; }
  verdict establish(const net::identity&, status&, bool&) override { return verdict::accept; }
  std::shared_ptr<net::post_state> posts_of(const node_id&) override { return posts_; }
  byte_span application_hello() override;
  result<std::optional<buffer>> application_round(const net::identity&, int round,
                                                  byte_span) override;

  void act();
  void call();
  void hang_up();
  void begin_link();
  void take_events();
  void take(const net::event& e);
  void speak();
  void ask();
  void post();
  void open();
  void go_on(net::stream_id stream);
  net::message_head head(std::uint32_t message);
  std::string text();
  template <class T>
  buffer body(const T& what);
  void write();
  void write_handshake();
  void damage_hello(buffer& bytes);

  world& world_;
  const liars_victim victim_;
  const std::string name_;
  const time_point until_;
  draws dice_;
  bare_loop loop_;
  const std::shared_ptr<net::transport> transport_;
  const duration act_every_; // a mean
  std::shared_ptr<net::post_state> posts_;
  std::unique_ptr<net::dial_attempt> attempt_;
  std::unique_ptr<net::connection> connection_;
  std::optional<net::handshake> handshake_;
  std::optional<net::link> link_;
  std::optional<lies> lies_;
  buffer unsent_;
  std::vector<net::stream_id> streams_;
  bool paused_ = false;
  std::size_t links_ = 0;
  std::size_t told_before_ = 0; // on links that have ended
  method_event<liar, &liar::act> act_{*this};
};

} // namespace carrick::sim
