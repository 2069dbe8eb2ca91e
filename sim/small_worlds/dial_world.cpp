#include <carrick/sim/small_worlds/dial_world.hpp>

#include <carrick/net/handshake.hpp>
#include <carrick/net/link_choice.hpp>

#include <array>
#include <deque>
#include <optional>
#include <vector>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;
using step = net::link_choice::step;

node_id id_of(std::size_t node) { return node_id::parse(node == 0 ? "n1" : "n2").value(); }

/// One end of a connection: asks the choice of its node.
class end final : private net::admission {
 public:
  struct node {
    std::optional<std::size_t> link; ///< the connection that it keeps
    std::optional<net::standing_link> standing;
    bool pinged = false;
  };

  end(node& of, std::size_t self, std::size_t connection, std::uint64_t incarnation, bool dialer,
      time_point now)
      : node_(of), connection_(connection), self_(id_of(self)), began_(now) {
    net::handshake_options o;
    o.self.node = self_;
    o.self.incarnation = {incarnation};
    o.self.cluster = "c";
    o.dialer = dialer;
    now_ = now;
    handshake_ = std::make_unique<net::handshake>(o, static_cast<net::admission&>(*this), now);
  }

  void feed(byte_span bytes, time_point now) {
    now_ = now;
    handshake_->feed(bytes, now);
  }
  void tick(time_point now) {
    now_ = now;
    handshake_->tick(now);
  }
  std::vector<std::byte> take_output() {
    auto out = handshake_->output();
    std::vector<std::byte> bytes{out.begin(), out.end()};
    handshake_->wrote(bytes.size());
    return bytes;
  }
  bool over() const { return told_; }
  /// Once it is decided: whether it is established.
  std::optional<bool> decided() {
    if (told_ || !handshake_->outcome()) return {};
    told_ = true;
    return handshake_->outcome()->has_value();
  }
  void give_up() { handshake_->connection_lost(fail(code::refused, "overtaken")); }
  bool waits_longer_than(time_point established_began) const {
    bool primary = net::is_primary(self_, self_ == id_of(0) ? id_of(1) : id_of(0));
    return !told_ && net::link_choice::is_overtaken(primary, began_, established_began);
  }
  time_point began() const { return began_; }
  incarnation peer_incarnation() const { return handshake_->peer()->incarnation; }

 private:
  verdict identity_known(const net::identity& peer, status& why, bool& temporary) override {
    auto judged = choice_.known(standing(), peer.incarnation, now_);
    if (judged.standing == step::ping) node_.pinged = true;
    if (judged.standing == step::end) {
      node_.standing.reset();
      node_.link.reset();
    }
    why = judged.why;
    temporary = judged.temporary;
    return judged.verdict;
  }
  verdict establish(const net::identity& peer, status& why, bool& temporary) override {
    auto judged = choice_.established(standing(), net::is_primary(self_, peer.node), now_);
    why = judged.why;
    temporary = judged.temporary;
    return judged.verdict;
  }
  byte_span application_hello() override { return {}; }
  result<std::optional<buffer>> application_round(const net::identity&, int, byte_span) override {
    return std::optional<buffer>{};
  }
  std::optional<net::standing_link> standing() const {
    return node_.link == connection_ ? std::nullopt : node_.standing;
  }

  node& node_;
  const std::size_t connection_;
  const node_id self_;
  const time_point began_;
  time_point now_;
  net::link_choice choice_;
  std::unique_ptr<net::handshake> handshake_;
  bool told_ = false;
};

/// Connections between two nodes: bytes arrive in any order across them, in order on each.
class dial_world final : public small_world {
 public:
  struct options {
    std::vector<std::size_t> dialers;    ///< a connection for each
    std::uint64_t incarnation_of_n1 = 1; ///< of the process that dials and answers now
    bool has_old_link = false;           ///< n2 has a link to incarnation 1 of n1
    bool old_is_alive = false;
  };

  explicit dial_world(options o) : options_(std::move(o)) {
    if (options_.has_old_link) {
      nodes_[1].link = no_connection;
      nodes_[1].standing = net::standing_link{{1}, now_ - 10s, now_ - 1s, "old"};
    }
    for (std::size_t c = 0; c < options_.dialers.size(); ++c) {
      auto& made = connections_.emplace_back();
      for (std::size_t n = 0; n < 2; ++n)
        made.ends[n] =
          std::make_unique<end>(nodes_[n], n, c, n == 0 ? options_.incarnation_of_n1 : 7,
                                options_.dialers[c] == n, now_ + c * 1us);
    }
    settle();
  }

  std::size_t choices() const override { return ready().size(); }
  void take(std::size_t choice) override { happen(ready()[choice]); }

  std::string wrong() const override { return {}; }
  std::string wrong_at_the_end() override {
    for (int ticks = 0; ticks < 80; ++ticks) {
      while (choices() > 0) take(0);
      now_ += 20ms;
      for (auto& c : connections_)
        for (auto& e : c.ends)
          if (!e->over()) e->tick(now_);
      settle();
    }
    if (options_.has_old_link && options_.old_is_alive)
      return nodes_[1].link == no_connection ? "" : "a living link was replaced";
    if (!nodes_[0].link || !nodes_[1].link) return "no link in the end";
    return nodes_[0].link == nodes_[1].link ? "" : "the two ends keep different connections";
  }

 private:
  static constexpr std::size_t no_connection = 99;
  struct connection {
    std::array<std::unique_ptr<end>, 2> ends;
    std::array<std::deque<std::vector<std::byte>>, 2> arriving;
    bool closed = false;
  };
  struct arrival {
    std::size_t connection, node;
  };

  std::vector<arrival> ready() const {
    std::vector<arrival> out;
    for (std::size_t c = 0; c < connections_.size(); ++c)
      for (std::size_t n = 0; n < 2; ++n)
        if (!connections_[c].arriving[n].empty()) out.push_back({c, n});
    if (nodes_[1].pinged && options_.old_is_alive) out.push_back({no_connection, 1});
    return out;
  }

  void happen(arrival next) {
    now_ += 1ms;
    if (next.connection == no_connection) {
      nodes_[1].pinged = false;
      if (nodes_[1].standing) nodes_[1].standing->last_heard = now_;
      return;
    }
    auto& c = connections_[next.connection];
    auto piece = std::move(c.arriving[next.node].front());
    c.arriving[next.node].pop_front();
    if (!c.ends[next.node]->over()) c.ends[next.node]->feed({piece.data(), piece.size()}, now_);
    settle();
  }

  void settle() {
    for (std::size_t c = 0; c < connections_.size(); ++c)
      for (std::size_t n = 0; n < 2; ++n) {
        auto& e = *connections_[c].ends[n];
        auto bytes = e.take_output();
        if (!bytes.empty()) connections_[c].arriving[1 - n].push_back(std::move(bytes));
        if (auto established = e.decided(); established && *established) keep(c, n);
      }
  }

  void keep(std::size_t c, std::size_t n) {
    auto& e = *connections_[c].ends[n];
    nodes_[n].link = c;
    nodes_[n].standing = net::standing_link{e.peer_incarnation(), now_, now_, "new"};
    for (auto& other : connections_)
      if (other.ends[n].get() != &e && other.ends[n]->waits_longer_than(e.began()))
        other.ends[n]->give_up();
  }

  const options options_;
  time_point now_ = time_point{} + 1000h;
  std::array<end::node, 2> nodes_;
  std::vector<connection> connections_;
};

} // namespace

std::unique_ptr<small_world> both_dial(bool lower_is_first) {
  dial_world::options o;
  o.dialers = lower_is_first ? std::vector<std::size_t>{0, 1} : std::vector<std::size_t>{1, 0};
  return std::make_unique<dial_world>(o);
}

std::unique_ptr<small_world> restart_meets_old_link(bool old_is_alive) {
  dial_world::options o;
  o.dialers = {0};
  o.incarnation_of_n1 = 2;
  o.has_old_link = true;
  o.old_is_alive = old_is_alive;
  return std::make_unique<dial_world>(o);
}

} // namespace carrick::sim
