// The floor with callbacks: Boost.Asio's own loop, one write at a time on a link, batched like the
// plain sockets.
#include "../support/program.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <cstring>
#include <deque>
#include <vector>

namespace carrick::bench {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using error = boost::system::error_code;

constexpr std::size_t buffer_bytes = 256 * 1024;

void check(const error& e) {
  if (e) throw boost::system::system_error{e};
}

tcp::endpoint local(std::uint16_t port) { return {asio::ip::address_v4::loopback(), port}; }

// One connection: hands the whole messages of each read to `handle_`, writes what was asked for.
class link {
 public:
  using handler = std::function<void(char*, std::size_t)>;

  link(tcp::socket socket, std::size_t size, std::size_t room = buffer_bytes)
      : socket_(std::move(socket)), size_(size), in_(room + size) {
    socket_.set_option(tcp::no_delay{true});
  }

  void start(handler handle) {
    handle_ = std::move(handle);
    read();
  }

  // Bytes that come while a write is under way go with the next.
  void write(const char* from, std::size_t count) {
    waiting_.insert(waiting_.end(), from, from + count);
    if (!writing_) flush();
  }

 private:
  void read() {
    socket_.async_read_some(asio::buffer(in_.data() + filled_, in_.size() - filled_),
                            [this](const error& e, std::size_t got) {
                              check(e);
                              came(got);
                              read();
                            });
  }

  void came(std::size_t got) {
    filled_ += got;
    const auto whole = filled_ - filled_ % size_;
    if (whole != 0) handle_(in_.data(), whole);
    filled_ -= whole;
    if (filled_ != 0) std::memmove(in_.data(), in_.data() + whole, filled_);
  }

  void flush() {
    writing_ = true;
    out_.swap(waiting_);
    asio::async_write(socket_, asio::buffer(out_), [this](const error& e, std::size_t) {
      check(e);
      out_.clear();
      writing_ = false;
      if (!waiting_.empty()) flush();
    });
  }

  tcp::socket socket_;
  std::size_t size_;
  handler handle_;
  std::vector<char> in_, out_, waiting_;
  std::size_t filled_ = 0;
  bool writing_ = false;
};

// Keeps in_flight requests on a link.
class asker {
 public:
  asker(link& to, const options& asked, recorder& into)
      : to_(to), size_(asked.size), recorder_(into), sent_(asked.in_flight, now_ns()) {
    std::vector<char> first(asked.in_flight * size_);
    for (std::uint64_t id = 0; id < asked.in_flight; ++id) {
      std::memcpy(&first[id * size_], &id, sizeof id);
    }
    to_.write(first.data(), first.size());
    to_.start([this](const char* messages, std::size_t bytes) { answered(messages, bytes); });
  }

 private:
  void answered(const char* messages, std::size_t bytes) {
    const auto now = now_ns();
    for (std::size_t at = 0; at < bytes; at += size_) {
      std::uint64_t id = 0;
      std::memcpy(&id, messages + at, sizeof id);
      recorder_.answered(sent_.at(id), now);
      sent_[id] = now;
    }
    to_.write(messages, bytes);
  }

  link& to_;
  std::size_t size_;
  recorder& recorder_;
  std::vector<std::uint64_t> sent_;
};

tcp::socket accept_one(asio::io_context& loop, board& shared) {
  tcp::acceptor acceptor{loop, local(0)};
  shared.listens(acceptor.local_endpoint().port());
  return acceptor.accept();
}

tcp::socket connect(asio::io_context& loop, std::uint16_t port) {
  tcp::socket socket{loop};
  socket.connect(local(port));
  return socket;
}

void answer(const options& asked, board& shared) {
  asio::io_context loop{1};
  link from{accept_one(loop, shared), asked.size};
  from.start([&](const char* messages, std::size_t bytes) { from.write(messages, bytes); });
  loop.run();
}

void ask(const options& asked, board& shared) {
  asio::io_context loop{1};
  link to{connect(loop, shared.port()), asked.size};
  asker one{to, asked, shared.requests()};
  loop.run();
}

void count(const options& asked, board& shared) {
  asio::io_context loop{1};
  link from{accept_one(loop, shared), asked.size};
  std::uint64_t seen = 0;
  from.start([&](const char* messages, std::size_t bytes) {
    for (std::size_t at = 0; at < bytes; at += asked.size) {
      std::uint64_t id = 0;
      std::memcpy(&id, messages + at, sizeof id);
      if (id != seen++) throw std::runtime_error{"a message is lost"};
    }
    shared.received().count(bytes / asked.size);
  });
  loop.run();
}

// A write of about 64 KiB at a time, as often as the socket takes one.
class poster {
 public:
  poster(tcp::socket socket, std::size_t size)
      : socket_(std::move(socket)),
        size_(size),
        batch_(std::max<std::size_t>(1, 65536 / size) * size) {}

  void post() {
    for (std::size_t at = 0; at < batch_.size(); at += size_, ++id_) {
      std::memcpy(&batch_[at], &id_, sizeof id_);
    }
    asio::async_write(socket_, asio::buffer(batch_), [this](const error& e, std::size_t) {
      check(e);
      post();
    });
  }

 private:
  tcp::socket socket_;
  std::size_t size_;
  std::vector<char> batch_;
  std::uint64_t id_ = 0;
};

void post(const options& asked, board& shared) {
  asio::io_context loop{1};
  poster one{connect(loop, shared.port()), asked.size};
  one.post();
  loop.run();
}

class node {
 public:
  node(asio::io_context& loop, const options& asked)
      : loop_(loop), asked_(asked), acceptor_(loop, local(0)) {}

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  void accept() {
    acceptor_.async_accept([this](const error& e, tcp::socket socket) {
      check(e);
      auto& from = links_.emplace_back(std::move(socket), asked_.size);
      from.start([&from](const char* messages, std::size_t bytes) { from.write(messages, bytes); });
      accept();
    });
  }

  void ask(std::uint16_t port, recorder& into) {
    askers_.emplace_back(links_.emplace_back(connect(loop_, port), asked_.size), asked_, into);
  }

 private:
  asio::io_context& loop_;
  const options& asked_;
  tcp::acceptor acceptor_;
  std::deque<link> links_;
  std::deque<asker> askers_;
};

void mesh(const options& asked, board& shared, std::size_t self) {
  asio::io_context loop{1};
  node one{loop, asked};
  shared.listens(one.port(), self);
  await_ports(shared, mesh_nodes);
  auto& recorder = shared.requests();
  one.accept();
  for (std::size_t i = 0; i < mesh_nodes; ++i) {
    if (i != self) one.ask(shared.port(i), recorder);
  }
  loop.run();
}

} // namespace
} // namespace carrick::bench

int main(int argc, char** argv) {
  using namespace carrick::bench;
  return program{"asio",
                 {
                   {"W1", "callbacks", answer, ask},
                   {"W2", "callbacks", answer, ask},
                   {"W3", "callbacks", count, post},
                   {"W4", "callbacks", count, post},
                   {"W5", "callbacks", answer, ask},
                   {"W12", "callbacks", {}, {}, mesh},
                 }}
    .run(argc, argv);
}
