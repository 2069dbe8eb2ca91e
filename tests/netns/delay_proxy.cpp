#include <boost/asio.hpp>

#include <array>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using socket_ptr = std::shared_ptr<tcp::socket>;

constexpr std::size_t chunk_bytes = 64 * 1024;
constexpr std::size_t chunks_max = 64; // held back by one direction; then it reads no more

/// One direction of a connection: all that arrives leaves `delay` later, its end too.
class one_way : public std::enable_shared_from_this<one_way> {
 public:
  one_way(socket_ptr from, socket_ptr to, std::chrono::milliseconds delay)
      : from_(std::move(from)), to_(std::move(to)), delay_(delay) {}

  void read() {
    from_->async_read_some(asio::buffer(in_),
                           [self = shared_from_this()](error_code error, std::size_t bytes) {
                             if (error && error != asio::error::eof) return self->close();
                             self->hold(std::string{self->in_.data(), bytes});
                           });
  }

 private:
  struct chunk {
    asio::steady_timer due;
    std::string bytes; // none: the end
  };

  void hold(std::string bytes) {
    bool ends = bytes.empty();
    held_.push_back({asio::steady_timer{from_->get_executor(), delay_}, std::move(bytes)});
    if (held_.size() == 1) wait();
    reading_ = !ends && held_.size() < chunks_max;
    if (reading_) read();
    ended_ = ends;
  }
  void wait() {
    held_.front().due.async_wait([self = shared_from_this()](error_code) { self->pass_on(); });
  }
  void pass_on() {
    const auto& bytes = held_.front().bytes;
    if (bytes.empty()) {
      error_code ignored;
      to_->shutdown(tcp::socket::shutdown_send, ignored);
      return;
    }
    asio::async_write(*to_, asio::buffer(bytes),
                      [self = shared_from_this()](error_code error, std::size_t) {
                        error ? self->close() : self->passed_on();
                      });
  }
  void passed_on() {
    held_.pop_front();
    if (!held_.empty()) wait();
    if (!reading_ && !ended_) {
      reading_ = true;
      read();
    }
  }
  /// A reset is passed on at once.
  void close() {
    error_code ignored;
    from_->close(ignored);
    to_->close(ignored);
  }

  const socket_ptr from_, to_;
  const std::chrono::milliseconds delay_;
  std::array<char, chunk_bytes> in_;
  std::deque<chunk> held_; // in the order of `due`
  bool reading_ = true, ended_ = false;
};

void accept(tcp::acceptor& at, const tcp::endpoint& target, std::chrono::milliseconds delay) {
  at.async_accept([&at, target, delay](error_code error, tcp::socket accepted) {
    if (error) return;
    auto near = std::make_shared<tcp::socket>(std::move(accepted));
    auto far = std::make_shared<tcp::socket>(near->get_executor());
    far->async_connect(target, [near, far, delay](error_code refused) {
      if (refused) return;
      for (const auto& socket : {near, far}) socket->set_option(tcp::no_delay{true});
      std::make_shared<one_way>(near, far, delay)->read();
      std::make_shared<one_way>(far, near, delay)->read();
    });
    accept(at, target, delay);
  });
}

tcp::endpoint endpoint(const char* address, const char* port) {
  return {asio::ip::make_address(address), static_cast<std::uint16_t>(std::stoi(port))};
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "usage: delay_proxy ADDRESS PORT TO_ADDRESS TO_PORT MILLISECONDS\n";
    return 2;
  }
  asio::io_context context;
  tcp::acceptor acceptor{context, endpoint(argv[1], argv[2])};
  accept(acceptor, endpoint(argv[3], argv[4]), std::chrono::milliseconds{std::stoi(argv[5])});
  context.run();
}
