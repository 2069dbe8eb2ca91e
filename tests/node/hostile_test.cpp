#include "../support/fake_core.hpp"
#include "../support/handshake_pair.hpp"
#include "../support/kv_messages.hpp"
#include "../support/node_world.hpp"
#include "../support/raw_frames.hpp"

#include <carrick/net/hello.hpp>
#include <carrick/serialization/layout_exchange.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <deque>

// What others may do to a node, over real sockets.

namespace carrick::test {
namespace {

/// A connection of somebody who is no node. `host` is where it comes from: 127.0.0.1 is 1.
class raw_connection {
 public:
  explicit raw_connection(std::uint16_t port, std::uint32_t host = 1)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    auto from = address(0, INADDR_LOOPBACK - 1 + host), to = address(port, INADDR_LOOPBACK);
    REQUIRE(::bind(socket_, reinterpret_cast<const sockaddr*>(&from), sizeof from) == 0);
    REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
  }
  raw_connection(raw_connection&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  ~raw_connection() {
    if (socket_ >= 0) ::close(socket_);
  }

  void say(std::string_view bytes) const {
    while (!bytes.empty()) {
      auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  std::string read_some() const {
    char bytes[4096];
    const auto count = ::read(socket_, bytes, sizeof bytes);
    return {bytes, static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
  }
  /// All that comes until the other side closes.
  std::string read_to_the_end() const {
    std::string all;
    char bytes[256];
    for (ssize_t count; (count = ::read(socket_, bytes, sizeof bytes)) > 0;)
      all.append(bytes, static_cast<std::size_t>(count));
    return all;
  }

 private:
  static sockaddr_in address(std::uint16_t port, std::uint32_t host) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(port);
    out.sin_addr.s_addr = htonl(host);
    return out;
  }

  int socket_;
};

/// What a client begins with whose messages are others, so that layouts are exchanged.
std::string hello_of_a_client() {
  net::hello hello;
  hello.self.node = id_of("raw-client");
  hello.self.incarnation = incarnation{1};
  hello.self.role = net::role::client;
  hello.self.cluster = "test";
  hello.application = as_bytes(std::string_view{"0123456789abcdef"});
  buffer preface, payload;
  net::write_preface(preface, {});
  net::write_hello(payload, hello);
  return std::string{as_text(preface.bytes())} +
    net::test::raw_checked(net::frame_kind::hello, 0, as_text(payload.bytes()));
}

node_options tcp_options() {
  node_options options;
  options.id = id_of("n1");
  options.cluster = "test";
  options.listen = "127.0.0.1:0";
  options.members = {{.node = id_of("n1"), .addresses = {"127.0.0.1:0"}}};
  return options;
}

std::uint16_t port_of(const node& n) {
  auto address = n.address();
  return static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
}

registry store_types() {
  registry types = kv::messages();
  types.add("store", [](actor_base* self) {
    return self->serve([](const kv::get& q) { return kv::value{q.key, true}; });
  });
  return types;
}

/// A node with a store, that accepts as `limits` say.
struct target {
  explicit target(const net::connection_limits& limits = {}, logger* log = nullptr)
      : n{options_of(limits, log), store_types(), threads} {
    REQUIRE(n.start({{"store", "store"}}).ok());
  }
  static node_options options_of(const net::connection_limits& limits, logger* log) {
    auto options = tcp_options();
    options.accept = limits;
    options.log = log;
    return options;
  }
  raw_connection connect(std::uint32_t host = 1) const { return raw_connection{port_of(n), host}; }
  std::unique_ptr<client> new_client() const {
    auto options = tcp_options();
    options.members = {{.node = id_of("n1"), .addresses = {n.address()}}};
    return std::make_unique<client>(options, store_types());
  }
  result<kv::value> ask(duration deadline = 5s) const {
    return new_client()->ask("n1/store", kv::get{"k"}, deadline);
  }

  loops threads{{.loops = 1}};
  node n;
};

/// Connections from many addresses, ever new ones, until it ends.
class flood {
 public:
  explicit flood(const target& at) : at_(at) { more(300); }
  void more(int count) {
    for (int i = 0; i < count; ++i) {
      if (connections_.size() == 600) connections_.pop_front();
      connections_.push_back(at_.connect(2 + next_++ % 1000));
    }
  }
  const raw_connection& oldest() const { return connections_.front(); }

 private:
  const target& at_;
  std::uint32_t next_ = 0;
  std::deque<raw_connection> connections_;
};

} // namespace

TEST_CASE("connections that say nothing shut nobody out, and hear why they are closed") {
  target at;
  std::vector<raw_connection> silent;
  for (std::size_t i = 0; i < 3 * limits::handshakes_of_host; ++i) silent.push_back(at.connect());
  for (int i = 0; i < 10; ++i) {
    CHECK(at.ask().has_value());
    for (int more = 0; more < 20; ++more) silent.push_back(at.connect());
  }
  auto heard = silent.front().read_to_the_end();
  CHECK(heard.find("too many connections of 127.0.0.1 are in their handshake "
                   "(handshakes_of_host = 64)") != std::string::npos);
  CHECK(at.n.stop(0s).ok());
}

TEST_CASE("a flood from many addresses shuts out no newcomer, and is told once") {
  kept_log log;
  target at{{}, &log};
  flood many{at};
  for (int i = 0; i < 10; ++i) {
    CHECK(at.ask().has_value());
    many.more(60);
  }
  auto heard = many.oldest().read_to_the_end();
  CHECK(heard.find("(handshakes = 256)") != std::string::npos);
  CHECK(log.count("connections were turned away by the limit handshakes") == 1);
  CHECK(at.n.stop(0s).ok());
}

TEST_CASE("a flood from many addresses shuts out no member that comes back") {
  auto options = tcp_options();
  kept_log log;
  loops threads{{.loops = 1}};
  target at;
  auto member = tcp_options();
  member.id = id_of("n2");
  member.dial_fallback = 10ms;
  member.members = {{.node = id_of("n1"), .addresses = {at.n.address()}}, {.node = id_of("n2")}};
  REQUIRE(at.n.set_members({{.node = id_of("n1")}, {.node = id_of("n2")}}).ok());
  flood many{at};
  for (int i = 0; i < 5; ++i) {
    node n2{member, store_types(), threads};
    REQUIRE(n2.start().ok());
    many.more(100);
    CHECK(n2.wait_for_members(2, 10s).ok());
    CHECK(n2.stop(0s).ok());
  }
  CHECK(at.n.stop(0s).ok());
}

TEST_CASE("links of clients are bounded, one more is told so, and may come when one has gone") {
  target at{{.clients_of_host = 2}};
  auto first = at.new_client(), second = at.new_client();
  REQUIRE(first->ask("n1/store", kv::get{"k"}).has_value());
  REQUIRE(second->ask("n1/store", kv::get{"k"}).has_value());
  auto refused = at.ask(200ms);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().message().find("clients_of_host = 2") != std::string::npos);
  first.reset();
  CHECK(at.ask().has_value());
  CHECK(at.n.stop(0s).ok());
}

TEST_CASE("what handshakes keep is bounded: who keeps most is refused, others get in") {
  target at{{.handshake_bytes = 1 * limits::MiB}};
  const auto part = net::test::raw_checked(
    net::frame_kind::application, 1, std::string(60 * limits::KiB, 'x'), net::frame_flag::more);
  std::vector<raw_connection> greedy;
  for (std::uint32_t i = 0; i < 4; ++i) {
    greedy.push_back(at.connect(2 + i));
    greedy.back().say(hello_of_a_client());
    for (int parts = 0; parts < 10; ++parts) greedy.back().say(part);
  }
  CHECK(greedy.front().read_to_the_end().find("handshake_bytes = 1048576") != std::string::npos);
  CHECK(at.ask().has_value());
  CHECK(at.n.stop(0s).ok());
}

namespace {

/// A node that keeps its log, for connections that are not as they should be.
struct watched_node {
  kept_log log;
  loops threads{{.loops = 1}};
  std::unique_ptr<node> n;

  watched_node() {
    auto options = tcp_options();
    options.log = &log;
    n = std::make_unique<node>(std::move(options), kv::messages(), threads);
    REQUIRE(n->start({}).ok());
  }
  ~watched_node() { CHECK(n->stop(0s).ok()); }

  raw_connection connect() const { return raw_connection{port_of(*n)}; }
  static net::handshake_options client_options(const std::string& name,
                                               const std::string& cluster) {
    net::handshake_options options;
    options.self.node = id_of(name);
    options.self.role = net::role::client;
    options.self.cluster = cluster;
    options.dialer = true;
    return options;
  }
  /// What an honest client of that cluster says first.
  std::string hello(const std::string& name, const std::string& cluster) const {
    net::test::test_judge judge;
    net::handshake first{client_options(name, cluster), judge, n->core().now()};
    return std::string{as_text(first.output())};
  }
  /// As an honest client.
  void shake_hands(const raw_connection& over, const std::string& name) const {
    net::test::test_judge judge;
    const auto types = kv::messages();
    const layout_exchange layouts{types.messages()};
    judge.hello = as_text(layouts.hello());
    const auto now = n->core().now();
    net::handshake mine{client_options(name, "test"), judge, now};
    while (true) {
      over.say(as_text(mine.output()));
      mine.wrote(mine.output().size());
      if (mine.outcome()) break;
      const auto came = over.read_some();
      REQUIRE(!came.empty());
      mine.feed(as_bytes(came), now);
    }
    REQUIRE(mine.outcome()->has_value());
  }
};

constexpr int many = 100;

} // namespace

TEST_CASE("of bad connections the first of a kind is told, with source and reason, once") {
  watched_node node;
  auto told = [&](std::string_view text) { return node.log.count(text); };
  SECTION("garbage") {
    for (int i = 0; i < many; ++i) {
      auto c = node.connect();
      c.say("GET / HTTP/1.1\r\nHost: n" + std::to_string(i) + "\r\n\r\n");
      c.read_to_the_end();
    }
    CHECK(told("warn ") == 1);
    CHECK(told("no link with 127.0.0.1:") == 1);
    CHECK(told("what answers there does not speak this protocol") == 1);
  }
  SECTION("another cluster, under another name each time") {
    for (int i = 0; i < many; ++i) {
      auto c = node.connect();
      c.say(node.hello("c" + std::to_string(i), "other" + std::to_string(i)));
      c.read_to_the_end();
    }
    CHECK(told("warn ") == 1);
    CHECK(told("no link with c0 at 127.0.0.1:") == 1);
    CHECK(told("other0") == 1);
  }
  SECTION("a rule that a client breaks on its link") {
    for (int i = 0; i < many; ++i) {
      auto c = node.connect();
      node.shake_hands(c, "c" + std::to_string(i));
      c.say(net::test::raw_checked(net::frame_kind::ping, 0, "a payload"));
      c.read_to_the_end();
    }
    CHECK(told("warn ") == 1);
    CHECK(told("a broken link with c0 at 127.0.0.1:") == 1);
    CHECK(told("protocol_error: a ping has no payload") == 1);
  }
  SECTION("connections that go without a word are nobody's fault") {
    for (int i = 0; i < many; ++i) node.connect();
    CHECK(told("warn ") == 0);
  }
  SECTION("a handshake that takes too long") {
    std::vector<raw_connection> silent;
    for (int i = 0; i < 20; ++i) silent.push_back(node.connect());
    for (const auto& each : silent) each.read_to_the_end();
    CHECK(told("warn ") == 1);
    CHECK(told("deadline_exceeded: the handshake took too long") == 1);
  }
  SECTION("a hello that is none") {
    for (int i = 0; i < many; ++i) {
      auto c = node.connect();
      auto hello = node.hello("c", "test");
      hello[hello.size() - 5 - static_cast<std::size_t>(i)] ^= 1; // its checksum
      c.say(hello);
      c.read_to_the_end();
    }
    CHECK(told("warn ") == 1);
    CHECK(told("protocol_error") == 1);
  }
}

} // namespace carrick::test
