#include "../support/kv_messages.hpp"
#include "../support/node_world.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

// What others may do to a node, over real sockets.

namespace carrick::test {
namespace {

/// A connection that says nothing.
class silent_connection {
 public:
  explicit silent_connection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
  }
  silent_connection(silent_connection&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)) {}
  ~silent_connection() {
    if (socket_ >= 0) ::close(socket_);
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
  int socket_;
};

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

} // namespace

TEST_CASE("connections that say nothing shut nobody out, and hear why they are closed") {
  loops threads{{.loops = 1}};
  registry types = kv::messages();
  types.add("store", [](actor_base* self) {
    return self->serve([](const kv::get& q) { return kv::value{q.key, true}; });
  });
  node n{tcp_options(), types, threads};
  REQUIRE(n.start({{"store", "store"}}).ok());
  std::vector<silent_connection> silent;
  for (std::size_t i = 0; i < 3 * limits::handshakes_pending; ++i) silent.emplace_back(port_of(n));
  auto options = tcp_options();
  options.members = {{.node = id_of("n1"), .addresses = {n.address()}}};
  for (int i = 0; i < 10; ++i) {
    client newcomer{options, types};
    CHECK(newcomer.ask("n1/store", kv::get{"k"}).has_value());
    for (int more = 0; more < 20; ++more) silent.emplace_back(port_of(n));
  }
  auto heard = silent.front().read_to_the_end();
  CHECK(heard.find("too many connections are in their handshake") != std::string::npos);
  CHECK(n.stop(0s).ok());
}

} // namespace carrick::test
