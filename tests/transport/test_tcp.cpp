// What only TCP has: resets, names, ports, kernel limits.

#include "../support/name_server.hpp"
#include "allocation_count.hpp"
#include "raw_socket.hpp"
#include "support.hpp"

#include <carrick/core/limits.hpp>
#include <carrick/net/tcp/tcp_transport.hpp>

#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <set>

using namespace carrick;
using namespace carrick::test;
using namespace std::chrono_literals;

namespace {

transport_case tcp_case() { return all_transports().front(); }

/// One that asks there what names are.
transport_case tcp_case(const name_server& names) {
  auto out = tcp_case();
  out.make = [server = names.address()] {
    return make_real_drive(net::make_tcp_transport({.name_servers = {server}}), false);
  };
  return out;
}

/// A connection of ours with a raw peer.
struct raw_pair {
  explicit raw_pair(world& in) {
    const auto listener = in.listen(accepting);
    peer = raw_socket::connected_to(listener->address());
    REQUIRE(in.until([&] { return accepting.accepted.size() == 1; }));
  }
  stream_end& end() { return *accepting.accepted.front(); }

  acceptor accepting;
  raw_socket peer;
};

std::string port_of(const std::string& address) { return address.substr(address.rfind(':') + 1); }

/// A loopback address that takes no connection: its queue is full.
struct unaccepting {
  unaccepting() {
    for (int i = 0; i < 3; ++i) waiting.push_back(raw_socket::connecting_to(at.address()));
  }
  raw_socket at = raw_socket::listening(0);
  std::vector<raw_socket> waiting;
};

std::set<int> descriptors() {
  std::set<int> out;
  for (const auto& each : std::filesystem::directory_iterator{"/proc/self/fd"})
    out.insert(std::stoi(each.path().filename()));
  return out;
}

int option_of(int fd, int level, int option) {
  int value = -1;
  socklen_t size = sizeof value;
  ::getsockopt(fd, level, option, &value, &size);
  return value;
}

/// Runs `f` in a child process; whether it returned true there.
bool in_child(const std::function<bool()>& f) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(f() ? 0 : 1);
  int how = 0;
  REQUIRE(::waitpid(child, &how, 0) == child);
  return WIFEXITED(how) && WEXITSTATUS(how) == 0;
}

/// Uses up all the descriptors that a process with little may have.
class exhausted_descriptors {
 public:
  exhausted_descriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit low = before_;
    low.rlim_cur = static_cast<rlim_t>(*descriptors().rbegin()) + 1;
    ::setrlimit(RLIMIT_NOFILE, &low);
    while (held_.empty() || held_.back()) held_.emplace_back(::open("/dev/null", O_RDONLY));
  }
  ~exhausted_descriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
  std::vector<net::unique_fd> held_;
};

bool is_at_end(const raw_socket& peer) {
  char byte;
  return ::recv(peer.fd.get(), &byte, 1, 0) == 0;
}

double processor_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](timeval t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

} // namespace

TEST_CASE("port 0 becomes the port that it really is", "[tcp]") {
  world w{tcp_case()};
  acceptor accepting;
  const auto listener = w.listen(accepting, "127.0.0.1:0");
  CHECK(listener->address().starts_with("127.0.0.1:"));
  CHECK(port_of(listener->address()) != "0");
}

TEST_CASE("IPv6 addresses stand in brackets", "[tcp]") {
  world w{tcp_case()};
  acceptor accepting;
  const auto listener = w.listen(accepting, "[::1]:0");
  CHECK(listener->address().starts_with("[::1]:"));
  dialer dialing;
  w.dial(dialing, listener->address());
  REQUIRE(w.until([&] { return dialing.done() && accepting.accepted.size() == 1; }));
  REQUIRE(dialing.connection);
  CHECK(dialing.connection->remote_address() == listener->address());
  CHECK(accepting.accepted[0]->get()->is_local());
}

TEST_CASE("[::] takes IPv4 too, and names it as such", "[tcp]") {
  world w{tcp_case()};
  acceptor accepting;
  const auto listener = w.listen(accepting, "[::]:0");
  dialer dialing;
  w.dial(dialing, "127.0.0.1:" + port_of(listener->address()));
  REQUIRE(w.until([&] { return dialing.done() && accepting.accepted.size() == 1; }));
  CHECK(accepting.accepted[0]->get()->remote_address().starts_with("127.0.0.1:"));
  CHECK(accepting.accepted[0]->get()->is_local());
}

TEST_CASE("only loopback and localhost are local", "[tcp]") {
  const auto transport = net::make_tcp_transport();
  for (const char* local : {"127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "localhost:1", "LocalHost:1",
                            "[::ffff:127.0.0.1]:1"})
    CHECK(transport->is_local(local));
  for (const char* other : {"10.0.0.1:1", "0.0.0.0:1", "[::]:1", "[fe80::1]:1", "n1.example:1",
                            "localhost.example:1", "127.0.0.1", "", ":1", "[::ffff:10.0.0.1]:1"})
    CHECK_FALSE(transport->is_local(other));
}

TEST_CASE("addresses that cannot be", "[tcp]") {
  world w{tcp_case()};
  for (const char* address :
       {"", ":", "host", "host:", ":1", "host:65536", "host:-1", "host:1x", "::1:80", "[::1]80",
        "[::1", "[]:1", "[1.2.3.4]:1", "a b:1", "h\n:1", "host:0"}) {
    CAPTURE(address);
    dialer dialing;
    w.dial(dialing, address);
    REQUIRE(w.until([&] { return dialing.done(); }));
    CHECK(*dialing.outcome == code::invalid_argument);
    CHECK_FALSE(dialing.outcome->message().empty());
  }
  acceptor accepting;
  const auto elsewhere = w.transport().listen(w.listening_loop(), "192.0.2.1:7101", accepting);
  REQUIRE(elsewhere.has_error());
  CHECK(elsewhere.error() == code::invalid_argument);
  CHECK_THAT(elsewhere.error().message(), Catch::Contains("192.0.2.1:7101"));
}

TEST_CASE("a reset is link_lost, and says of whom", "[tcp]") {
  world w{tcp_case()};
  raw_pair p{w};
  const std::string address = p.peer.address();
  p.peer.reset();
  REQUIRE(w.until([&] { return p.end().ended(); }));
  CHECK(p.end().lost());
  CHECK(p.end().ends[0].message() ==
        "connection to " + address + " lost: Connection reset by peer");
}

TEST_CASE("a write that meets a reset reports it later, and raises no signal", "[tcp]") {
  world w{tcp_case()};
  raw_pair p{w};
  std::signal(SIGPIPE, SIG_DFL);
  p.peer.reset();
  const std::array<byte_span, 1> piece{as_bytes("too late")};
  CHECK(p.end().write(piece) == 0);
  CHECK(p.end().write(piece) == 0);
  CHECK_FALSE(p.end().ended());
  REQUIRE(w.until([&] { return p.end().ended(); }));
  CHECK(p.end().lost());
  CHECK_FALSE(p.end().broke_rules);
  w.settle();
  CHECK(p.end().ends.size() == 1);
}

TEST_CASE("what came before a reset is still read", "[tcp]") {
  world w{tcp_case()};
  raw_pair p{w};
  p.end().keep_raw = true;
  p.peer.send("the reason");
  p.peer.reset();
  const std::array<byte_span, 1> piece{as_bytes("too late")};
  SECTION("by a writer") { CHECK(p.end().write(piece) == 0); }
  SECTION("by a reader") {}
  REQUIRE(w.until([&] { return p.end().ended(); }));
  CHECK(p.end().raw == "the reason");
  CHECK(p.end().lost());
}

TEST_CASE("a writer with reading paused learns of a reset", "[tcp]") {
  world w{tcp_case()};
  raw_pair p{w};
  p.end().pause(true);
  p.peer.send("unread");
  w.settle();
  p.peer.reset();
  const std::array<byte_span, 1> piece{as_bytes("too late")};
  CHECK(p.end().write(piece) == 0);
  REQUIRE(w.until([&] { return p.end().ended(); }));
  CHECK(p.end().lost());
  CHECK(p.end().received == 0);
}

TEST_CASE("sockets are set up as promised", "[tcp]") {
  world w{tcp_case()};
  const std::set<int> before = descriptors();
  connected_pair p{w};
  int sockets = 0;
  for (int fd : descriptors()) {
    if (before.contains(fd)) continue;
    CHECK((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    if (option_of(fd, SOL_SOCKET, SO_TYPE) != SOCK_STREAM) continue;
    ++sockets;
    CHECK(option_of(fd, IPPROTO_TCP, TCP_NODELAY) != 0);
    CHECK(option_of(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT) == 65'536);
    CHECK(option_of(fd, IPPROTO_TCP, TCP_USER_TIMEOUT) == 12'000);
    CHECK(option_of(fd, SOL_SOCKET, SO_KEEPALIVE) == 1);
    CHECK(option_of(fd, IPPROTO_TCP, TCP_KEEPIDLE) == 15);
    CHECK(option_of(fd, IPPROTO_TCP, TCP_KEEPINTVL) == 5);
    CHECK(option_of(fd, IPPROTO_TCP, TCP_KEEPCNT) == 3);
  }
  CHECK(sockets == 2);
}

TEST_CASE("little waits unsent in the kernel", "[tcp]") {
  world w{tcp_case()};
  const std::set<int> before = descriptors();
  connected_pair p{w};
  p.accepted().pause(true);
  p.dialed().send(64 * limits::MiB);
  int largest = 0;
  const auto look = [&] {
    for (int fd : descriptors()) {
      int unsent = 0;
      if (!before.contains(fd) && ::ioctl(fd, SIOCOUTQNSD, &unsent) == 0)
        largest = std::max(largest, unsent);
    }
    return false;
  };
  w.until(look, 200ms);
  CHECK(largest > 0);
  CHECK(static_cast<std::size_t>(largest) <= 2 * limits::write_ahead_bytes);
}

TEST_CASE("a dial that nobody takes ends within its limit", "[tcp]") {
  const unaccepting full;
  world w{tcp_case()};
  dialer dialing;
  const time_point begun = steady_clock::now();
  w.dial(dialing, full.at.address(), 150ms);
  REQUIRE(w.until([&] { return dialing.done(); }));
  const duration took = steady_clock::now() - begun;
  CHECK(took >= 149ms);
  CHECK(took < 5s);
  CHECK(*dialing.outcome == code::unreachable);
  CHECK_THAT(dialing.outcome->message(),
             Catch::StartsWith("no answer from " + full.at.address() + " within 1"));
}

TEST_CASE("a dial of a full queue can be given up", "[tcp]") {
  const unaccepting full;
  world w{tcp_case()};
  const std::size_t before = open_descriptors();
  {
    dialer dialing;
    w.dial(dialing, full.at.address());
    w.settle();
    CHECK_FALSE(dialing.done());
  }
  w.settle();
  CHECK(open_descriptors() <= before + 3); // the loop's own, made with its first socket
}

TEST_CASE("a name is tried at each of its addresses", "[tcp]") {
  name_server names;
  world w{tcp_case(names)};
  acceptor accepting;
  const auto listener = w.listen(accepting, "127.0.0.2:0");
  const std::string port = port_of(listener->address());
  dialer dialing;

  SECTION("refused by the first") {
    names.add("n2.test", {"127.0.0.1", "::1", "127.0.0.2"});
    w.dial(dialing, "n2.test:" + port);
    REQUIRE(w.until([&] { return dialing.done(); }));
    REQUIRE(dialing.connection);
    CHECK(dialing.connection->remote_address() == listener->address());
  }
  SECTION("all refuse") {
    names.add("n2.test", {"127.0.0.3", "127.0.0.4"});
    w.dial(dialing, "n2.test:" + port);
    REQUIRE(w.until([&] { return dialing.done(); }));
    CHECK(*dialing.outcome == code::unreachable);
    CHECK(dialing.outcome->message() ==
          "connection refused by 127.0.0.3:" + port + "; connection refused by 127.0.0.4:" + port);
  }
  SECTION("the name is unknown") {
    w.dial(dialing, "n2.test:" + port);
    REQUIRE(w.until([&] { return dialing.done(); }));
    CHECK(*dialing.outcome == code::unreachable);
    CHECK(dialing.outcome->message() == "cannot look up n2.test: there is no such name");
  }
}

TEST_CASE("a name is listened at after it was looked up", "[tcp]") {
  name_server names;
  names.add("n3.test", {"127.0.0.5"});
  world w{tcp_case(names)};
  acceptor accepting;
  auto listener = w.transport().listen(w.listening_loop(), "n3.test:0", accepting);
  REQUIRE(listener.has_error()); // a loop does not wait for a name
  CHECK(listener.error() == code::invalid_argument);

  const auto at = w.transport().listening_address("n3.test:0");
  REQUIRE(at);
  CHECK(w.listen(accepting, *at)->address().starts_with("127.0.0.5:"));
  for (const char* numeric : {"127.0.0.1:7101", "[::1]:0", "[fe80::1%eth0]:1"})
    CHECK(w.transport().listening_address(numeric).value() == numeric);
  CHECK(w.transport().listening_address("n4.test:0").error().message() ==
        "cannot look up n4.test: there is no such name");
  CHECK(w.transport().listening_address("n4.test").error() == code::invalid_argument);
}

TEST_CASE("IPv4 addresses written as IPv6 are dialed, listened at and named as IPv4", "[tcp]") {
  world w{tcp_case()};
  acceptor accepting;
  const auto listener = w.listen(accepting, "[::ffff:127.0.0.1]:0");
  CHECK(listener->address().starts_with("127.0.0.1:"));
  dialer dialing;
  w.dial(dialing, "[::ffff:7f00:1]:" + port_of(listener->address()));
  REQUIRE(w.until([&] { return dialing.done() && accepting.accepted.size() == 1; }));
  REQUIRE(dialing.connection);
  CHECK(dialing.connection->remote_address() == listener->address());
  CHECK(accepting.accepted[0]->get()->remote_address().starts_with("127.0.0.1:"));
}

TEST_CASE("an address that does not answer leaves time for the next", "[tcp]") {
  const unaccepting full;
  const std::string port = port_of(full.at.address());
  name_server names;
  names.add("n2.test", {"127.0.0.1", "127.0.0.2"});
  world w{tcp_case(names)};
  acceptor accepting;
  const auto listener = w.listen(accepting, "127.0.0.2:" + port);
  dialer dialing;
  w.dial(dialing, "n2.test:" + port, 400ms);
  REQUIRE(w.until([&] { return dialing.done(); }));
  INFO(*dialing.outcome);
  REQUIRE(dialing.connection);
  CHECK(dialing.connection->remote_address() == listener->address());
}

TEST_CASE("a lookup that hangs holds no dial beyond its limit, and no other dial", "[tcp]") {
  name_server names;
  names.add("slow.test", {"127.0.0.1"});
  names.hold("slow.test");
  world w{tcp_case(names)};
  dialer dialing;
  SECTION("limit") {
    w.dial(dialing, "slow.test:7101", 100ms);
    REQUIRE(w.until([&] { return dialing.done(); }));
    CHECK(*dialing.outcome == code::unreachable);
    CHECK(dialing.outcome->message() ==
          "cannot look up slow.test: no answer from " + names.address() + " within 75ms");
  }
  SECTION("given up") {
    w.dial(dialing, "slow.test:7101");
    w.settle();
    dialing.attempt.reset();
  }
  SECTION("others") {
    names.add("good.test", {"127.0.0.1"});
    acceptor accepting;
    const auto listener = w.listen(accepting);
    dialer good;
    w.dial(dialing, "slow.test:7101");
    w.dial(good, "good.test:" + port_of(listener->address()));
    REQUIRE(w.until([&] { return good.done(); }));
    CHECK(good.connection);
    CHECK_FALSE(dialing.done());
    dialing.attempt.reset();
  }
  const bool done = dialing.done();
  names.release();
  w.settle();
  CHECK(dialing.done() == done);
}

TEST_CASE("a dial does not meet itself", "[tcp]") {
  world w{tcp_case()};
  // Ports of dials are chosen from one range: some of these are bound to be given their target.
  for (int i = 0; i < 200; ++i) {
    dialer dialing;
    w.dial(dialing, unused_tcp_address());
    REQUIRE(w.until([&] { return dialing.done(); }));
    CHECK(*dialing.outcome == code::unreachable);
  }
}

TEST_CASE("without descriptors a listener pauses and comes back", "[tcp]") {
  const bool went_well = in_child([] {
    world w{tcp_case()};
    acceptor accepting;
    // First as usual: sanitizers need descriptors to look at types that they do not know yet.
    { connected_pair usual{w}; }
    const auto listener = w.listen(accepting);
    std::vector<raw_socket> clients;
    for (int i = 0; i < 3; ++i) clients.push_back(raw_socket::connected_to(listener->address()));
    auto exhausted = std::make_unique<exhausted_descriptors>();

    // The clients that wait are sent away by the descriptor kept for that.
    bool ok = w.until([&] { return !accepting.pauses.empty(); });
    for (const raw_socket& each : clients) ok = ok && is_at_end(each);
    ok = ok && accepting.accepted.empty() && accepting.pauses[0] == code::overloaded;
    ok = ok &&
      accepting.pauses[0].message() ==
        "nothing is accepted at " + listener->address() + " for 100ms: Too many open files";

    // A dial fails at once, and not because of the peer.
    dialer refused;
    w.dial(refused, listener->address());
    ok = ok && w.until([&] { return refused.done(); }) && !refused.connection;

    // It does not spin meanwhile.
    clients[0].fd.reset();
    const double before = processor_seconds();
    raw_socket late = raw_socket::connected_to(listener->address());
    w.until([] { return false; }, 350ms);
    ok = ok && accepting.pauses.size() >= 2 && accepting.pauses.size() <= 6;
    ok = ok && processor_seconds() - before < 0.2;

    exhausted.reset();
    raw_socket again = raw_socket::connected_to(listener->address());
    ok = ok && w.until([&] { return !accepting.accepted.empty(); });
    accepting.accepted.clear();
    return ok;
  });
  CHECK(went_well);
}

TEST_CASE("reading and writing allocate nothing", "[tcp]") {
  world w{tcp_case()};
  std::vector<std::unique_ptr<connected_pair>> pairs;
  for (int i = 0; i < 5; ++i) pairs.push_back(std::make_unique<connected_pair>(w));
  static std::vector<std::byte> block(100'000);
  static const std::array<byte_span, 2> pieces{byte_span{block}.first(100), byte_span{block}};
  for (auto& each : pairs) {
    stream_end* const a = &each->dialed();
    a->then_on_writable = [a] {
      while (a->write(pieces) == 100'100) {
      }
    };
    a->then_on_writable();
  }
  stream_end& last = pairs.back()->accepted();
  REQUIRE(w.until([&] { return last.reads > 20; }));

  // Vectors and functions of the test itself are not used from here on.
  const int until = last.reads + 50;
  const std::uint64_t before = allocations();
  const time_point limit = steady_clock::now() + 30s;
  while (last.reads < until && steady_clock::now() < limit) w.run_one(1s);
  CHECK(allocations() - before == 0);
  CHECK(last.reads >= until);
}

TEST_CASE("tcp: bytes on loopback need no checksum", "[tcp]") {
  world w{tcp_case()};
  raw_pair pair{w};
  CHECK(pair.end().get()->is_local());
  CHECK(pair.end().get()->has_integrity());
}
