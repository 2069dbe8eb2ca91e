#include <carrick/sim/bare_loop.hpp>
#include "../support/chatter.hpp"
#include "../support/hear.hpp"

#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/peer_record.hpp>
#include <carrick/net/handshake.hpp>
#include <carrick/net/post_state.hpp>
#include <carrick/sim/cluster.hpp>

#include <catch2/catch.hpp>

#include <array>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;

/// A process that says it is the member n2, and takes n1's posts over.
class foreign_process final : net::dial_events, net::connection_events, net::admission {
 public:
  foreign_process(sim::cluster& in, std::uint64_t incarnation, std::uint64_t epoch)
      : loop_(in.in()),
        posts_(std::make_shared<net::post_state>(net::post_state_options{.epoch = epoch})) {
    net::handshake_options o;
    o.self.node = node_id::parse("n2").value();
    o.self.incarnation = {incarnation};
    o.self.cluster = "simulated";
    o.dialer = true;
    o.expected_peer = node_id::parse("n1").value();
    handshake_.emplace(o, static_cast<admission&>(*this), loop_.now());
    attempt_ = in.net().transport_of("foreign")->dial(loop_, "n1", 1s, *this);
  }

  bool is_refused() const { return handshake_->outcome() && handshake_->outcome()->has_error(); }
  /// Posts of n1 that it has taken over.
  std::size_t taken() const noexcept { return taken_; }
  /// One of its own.
  void post() {
    const auto sent = link_->post({{name_hash("talker"), message_id<note>}, 1, false},
                                  as_bytes("\x01x"), loop_.now());
    CHECK(sent.ok());
    write();
  }
  void go() { connection_->close(); }

 private:
  void on_dialed(result<std::unique_ptr<net::connection>> outcome) override {
    connection_ = std::move(outcome).value();
    connection_->start(*this);
    write();
  }
  void on_bytes(byte_span bytes) override {
    if (!link_) {
      bytes = bytes.subspan(handshake_->feed(bytes, loop_.now()));
      if (is_refused()) return;
      if (handshake_->outcome()) link_.emplace(handshake_->outcome()->value(), loop_.now());
    }
    if (link_) take(bytes);
    write();
  }
  void on_writable() override { write(); }
  void on_end(const status&) override {}

  void take(byte_span bytes) {
    net::test::hear(*link_, bytes, loop_.now());
    while (const auto* e = link_->next(loop_.now())) {
      const auto* post = std::get_if<net::post_arrived>(e);
      if (post == nullptr) continue;
      ++taken_;
      link_->post_consumed(post->body.size(), loop_.now());
    }
    link_->tick(loop_.now() + 20ms); // its acknowledgement is due
  }
  void write() {
    const std::array<byte_span, 1> early{handshake_->output()};
    handshake_->wrote(connection_->write(early));
    std::array<byte_span, net::link::pieces_max> pieces;
    while (const auto count = link_ ? link_->gather(pieces) : 0)
      link_->wrote(connection_->write(std::span{pieces}.first(count)), loop_.now());
  }

  verdict identity_known(const net::identity&, status&, bool&) override { return verdict::accept; }
  verdict establish(const net::identity&, status&, bool&) override { return verdict::accept; }
  std::shared_ptr<net::post_state> posts_of(const node_id&) override { return posts_; }
  byte_span application_hello() override { return no_layouts_; }
  result<std::optional<buffer>> application_round(const net::identity&, int round,
                                                  byte_span) override {
    if (round > 0) return std::optional<buffer>{};
    buffer none;
    none.append_le(std::uint8_t{0});
    return std::optional<buffer>{std::move(none)};
  }

  const std::array<std::byte, 16> no_layouts_{};
  sim::bare_loop loop_;
  std::shared_ptr<net::post_state> posts_;
  std::optional<net::handshake> handshake_;
  std::optional<net::link> link_;
  std::unique_ptr<net::dial_attempt> attempt_;
  std::unique_ptr<net::connection> connection_;
  std::size_t taken_ = 0;
};

const dispatcher& to(sim::cluster& sim, const std::string& from, const std::string& peer) {
  return *sim.at(from).find(node_id::parse(peer).value()).record().dispatcher;
}

} // namespace

TEST_CASE("a second process of a living node's name does not get in") {
  sim::cluster sim{chatter(), 2, "chatter.talker", {.seed = 7}};
  REQUIRE(sim.run_until_linked(5s));
  sim.advance(1s);
  foreign_process foreign{sim, sim.incarnation(1) + 1, 9};
  REQUIRE(sim.run_until([&] { return foreign.is_refused(); }, 10s));
  sim.advance(1s);
  CHECK(to(sim, "n1", "n2").reconnects() == 0);
  CHECK(sim.linked("n1").size() == 1);
  CHECK(foreign.taken() == 0);
}

TEST_CASE("a pair of nodes comes right at once after a foreign process has spoken for one") {
  const bool posts = GENERATE(false, true);
  CAPTURE(posts);
  sim::cluster sim{chatter(), 2, "chatter.talker", {.seed = 7}};
  REQUIRE(sim.run_until_linked(5s));
  sim.advance(3s); // posts go both ways all the time
  REQUIRE(to(sim, "n1", "n2").account().delivered > 10);
  {
    foreign_process foreign{sim, sim.incarnation(1), 9}; // not n2's epoch: that is in tests/net
    // Only the foreign process hears n1 meanwhile.
    sim.partition({"n1"}, {"n2"});
    REQUIRE(sim.run_until([&] { return foreign.taken() > 3; }, 10s));
    if (posts) foreign.post();
    sim.advance(50ms);
    foreign.go();
    sim.advance(10ms);
  }
  sim.heal();
  REQUIRE(sim.run_until_linked(1s));
  sim.advance(1s);
  const auto links = to(sim, "n1", "n2").reconnects();
  const auto before_1 = to(sim, "n1", "n2").account(), before_2 = to(sim, "n2", "n1").account();
  sim.advance(10s);
  CHECK(links <= 4); // the foreign one, and at most two that contradict what n2 keeps
  CHECK(to(sim, "n1", "n2").reconnects() == links);
  for (const auto& [account, before] : {std::pair{to(sim, "n1", "n2").account(), before_1},
                                        {to(sim, "n2", "n1").account(), before_2}}) {
    CHECK(account.delivered > before.delivered + 10);
    CHECK(account.in_doubt == before.in_doubt);
    CHECK(account.accepted ==
          account.delivered + account.refused + account.dropped + account.unsent +
            account.in_flight + account.in_doubt);
  }
  CHECK(sim.member_state("n1", "n2") == "reachable");
  CHECK(sim.member_state("n2", "n1") == "reachable");
}

} // namespace carrick::test
