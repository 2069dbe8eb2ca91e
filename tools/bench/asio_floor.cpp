#include <carrick/tools/bench/asio_floor.hpp>

#include <carrick/tools/stopwatch.hpp>

#include <boost/asio.hpp>

#include <array>
#include <thread>
#include <vector>

namespace carrick::tools::bench {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto warm_up = std::chrono::milliseconds(200);
constexpr std::size_t read_bytes = 64 * 1024;

/// Sends back what it reads, until the other side closes.
class echo_session : public std::enable_shared_from_this<echo_session> {
 public:
  explicit echo_session(tcp::socket socket) : socket_(std::move(socket)) {
    socket_.set_option(tcp::no_delay(true));
  }

  void read() {
    socket_.async_read_some(asio::buffer(bytes_),
                            [self = shared_from_this()](error_code failed, std::size_t count) {
                              if (!failed) self->write(count);
                            });
  }

 private:
  void write(std::size_t count) {
    asio::async_write(socket_, asio::buffer(bytes_, count),
                      [self = shared_from_this()](error_code failed, std::size_t) {
                        if (!failed) self->read();
                      });
  }

  tcp::socket socket_;
  std::array<std::byte, read_bytes> bytes_;
};

/// One message under way at a time.
class ping_pong {
 public:
  ping_pong(asio::io_context& io, std::uint16_t port, std::size_t size)
    : socket_(io), out_(size), in_(size) {
    socket_.connect({asio::ip::address_v4::loopback(), port});
    socket_.set_option(tcp::no_delay(true));
  }

  void run(time_point measure_from, time_point until) {
    measure_from_ = measure_from;
    until_ = until;
    write();
  }
  samples& round_trips() noexcept { return round_trips_; }

 private:
  void write() {
    sent_ = clock_now();
    asio::async_write(socket_, asio::buffer(out_), [this](error_code failed, std::size_t) {
      if (!failed) read();
    });
  }

  void read() {
    asio::async_read(socket_, asio::buffer(in_), [this](error_code failed, std::size_t) {
      if (failed) return;
      auto now = clock_now();
      if (sent_ >= measure_from_) round_trips_.add(now - sent_);
      if (now < until_) write();
    });
  }

  tcp::socket socket_;
  std::vector<std::byte> out_, in_;
  time_point sent_, measure_from_, until_;
  samples round_trips_;
};

} // namespace

class asio_echo_server::impl {
 public:
  impl() : acceptor_(io_, {asio::ip::address_v4::loopback(), 0}) {
    accept();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~impl() {
    io_.stop();
    thread_.join();
  }
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  void accept() {
    acceptor_.async_accept([this](error_code failed, tcp::socket accepted) {
      if (failed) return;
      std::make_shared<echo_session>(std::move(accepted))->read();
      accept();
    });
  }

  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  std::thread thread_;
};

asio_echo_server::asio_echo_server() : impl_(std::make_unique<impl>()), port_(impl_->port()) {}
asio_echo_server::~asio_echo_server() = default;

measurement asio_ping_pong(std::uint16_t port, std::size_t size, duration length) {
  asio::io_context io{1};
  ping_pong pings{io, port, size};
  auto begin = clock_now();
  pings.run(begin + warm_up, begin + warm_up + length);
  io.run();
  measurement m{"W1", "asio", ""};
  m.size = size;
  m.in_flight = 1;
  m.p50_us = pings.round_trips().percentile_us(0.5);
  m.p99_us = pings.round_trips().percentile_us(0.99);
  m.per_second = static_cast<double>(pings.round_trips().size()) /
                 std::chrono::duration<double>(length).count();
  return m;
}

} // namespace carrick::tools::bench
