// Apache Thrift: frames over a buffered socket, the binary protocol, a thread a connection.
// Requests on one link are pipelined: replies come in the order of the requests.
#include "../support/program.hpp"
#include "Bench.h"
#include "memory.hpp"
#include "sockets.hpp"

#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/server/TThreadedServer.h>
#include <thrift/transport/TBufferTransports.h>
#include <thrift/transport/TServerSocket.h>
#include <thrift/transport/TSocket.h>

#include <deque>
#include <memory>
#include <thread>
#include <vector>

namespace carrick::bench {
namespace {

namespace protocol = apache::thrift::protocol;
namespace server = apache::thrift::server;
namespace transport = apache::thrift::transport;
using carrick_bench::Message;

constexpr std::uint32_t buffer_bytes = 64 * 1024;
constexpr int unsent_bytes = 2 * bulk_bytes;

// Known by its type, so that calls of it are not virtual.
using binary = protocol::TBinaryProtocolT<transport::TFramedTransport>;
using client = carrick_bench::BenchClientT<binary>;

Message message(std::size_t size, std::int64_t id = 0) {
  Message out;
  out.id = id;
  out.content.assign(size - sizeof id, 'x');
  return out;
}

class handler : public carrick_bench::BenchIf {
 public:
  explicit handler(board& shared) : shared_(shared) {}

  void ask(Message& reply, const Message& request) override { reply = request; }
  void post(const Message&) override { shared_.received().count(); }

 private:
  board& shared_;
};

// Says where the server listens once it does.
class announcer : public server::TServerEventHandler {
 public:
  announcer(const transport::TServerSocket& socket, board& shared, std::size_t index)
      : socket_(socket), shared_(shared), index_(index) {}

  void preServe() override {
    shared_.listens(static_cast<std::uint16_t>(socket_.getPort()), index_);
  }

 private:
  const transport::TServerSocket& socket_;
  board& shared_;
  std::size_t index_;
};

// Thrift 0.17 never resets what a connection has read against the limit of one message: it would
// end each after 100 MB.
class framed : public transport::TFramedTransport {
 public:
  using TFramedTransport::TFramedTransport;

  std::uint32_t readEnd() override {
    resetConsumedMessageSize();
    return TFramedTransport::readEnd();
  }
};

// Below frames of small messages, which else cost two reads of the socket each; for large ones it
// is a copy more.
std::shared_ptr<transport::TTransport> buffered(std::shared_ptr<transport::TTransport> socket) {
  return std::make_shared<transport::TBufferedTransport>(std::move(socket), buffer_bytes);
}

enum class below { buffer, socket };

class framing : public transport::TTransportFactory {
 public:
  explicit framing(below what) : below_(what) {}

  std::shared_ptr<transport::TTransport> getTransport(
    std::shared_ptr<transport::TTransport> socket) override {
    if (below_ == below::buffer) socket = buffered(std::move(socket));
    return std::make_shared<framed>(std::move(socket));
  }

 private:
  below below_;
};

void serve(board& shared, std::size_t index, below what = below::buffer) {
  using protocols = protocol::TBinaryProtocolFactoryT<transport::TFramedTransport>;
  auto socket = std::make_shared<transport::TServerSocket>("127.0.0.1", 0);
  auto processor =
    std::make_shared<carrick_bench::BenchProcessorT<binary>>(std::make_shared<handler>(shared));
  server::TThreadedServer one{processor, socket, std::make_shared<framing>(what),
                              std::make_shared<protocols>()};
  one.setServerEventHandler(std::make_shared<announcer>(*socket, shared, index));
  one.serve();
}

void answer(const options&, board& shared) { serve(shared, 0); }
void answer_direct(const options&, board& shared) { serve(shared, 0, below::socket); }

std::shared_ptr<transport::TSocket> connect(std::uint16_t port) {
  auto socket = std::make_shared<transport::TSocket>("127.0.0.1", port);
  socket->setNoDelay(true);
  socket->open();
  return socket;
}

client over(std::shared_ptr<transport::TTransport> below) {
  return client{std::make_shared<binary>(std::make_shared<framed>(std::move(below)))};
}

void ask(std::uint16_t port, const options& asked, recorder& into) {
  auto to = over(buffered(connect(port)));
  std::deque<std::uint64_t> sent;
  const auto request = message(asked.size);
  for (std::size_t i = 0; i < asked.in_flight; ++i) {
    sent.push_back(now_ns());
    to.send_ask(request);
  }
  for (Message reply;;) {
    to.recv_ask(reply);
    const auto now = now_ns();
    into.answered(sent.front(), now);
    sent.pop_front();
    sent.push_back(now);
    to.send_ask(reply);
  }
}

void ask_server(const options& asked, board& shared) {
  ask(shared.port(), asked, shared.requests());
}

void post_to(client to, const Message& one) {
  for (;;) to.post(one);
}

void post(const options& asked, board& shared) {
  post_to(over(buffered(connect(shared.port()))), message(asked.size));
}

void post_direct(const options& asked, board& shared) {
  post_to(over(connect(shared.port())), message(asked.size));
}

// Writes when its buffer is full, whatever the generated code says after each message.
class holding : public transport::TBufferedTransport {
 public:
  using TBufferedTransport::TBufferedTransport;
  void flush() override {}
};

void post_held(const options& asked, board& shared) {
  post_to(over(std::make_shared<holding>(connect(shared.port()), buffer_bytes)),
          message(asked.size));
}

void ask_beside_bulk(const options& asked, board& shared) {
  auto socket = connect(shared.port());
  sockets::set(socket->getSocketFD(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, unsent_bytes);
  auto to = over(buffered(socket));
  auto& recorder = shared.requests();
  const auto bulk = message(bulk_bytes);
  auto reply = message(asked.size);
  auto sent = now_ns();
  for (to.send_ask(reply);;) {
    if ((sockets::wait(socket->getSocketFD()) & POLLIN) == 0) {
      to.post(bulk);
      continue;
    }
    to.recv_ask(reply);
    const auto now = now_ns();
    recorder.answered(sent, now);
    sent = now;
    to.send_ask(reply);
  }
}

void mesh(const options& asked, board& shared, std::size_t self) {
  std::thread serving{[&] { serve(shared, self); }};
  await_ports(shared, mesh_nodes);
  std::vector<std::thread> asking;
  for (std::size_t i = 0; i < mesh_nodes; ++i) {
    if (i == self) continue;
    auto& recorder = shared.requests();
    asking.emplace_back([&asked, &recorder, port = shared.port(i)] {
      try {
        ask(port, asked, recorder);
      } catch (const apache::thrift::TException&) { // the window is over
      }
    });
  }
  serving.join();
}

} // namespace
} // namespace carrick::bench

int main(int argc, char** argv) {
  using namespace carrick::bench;
  keep_freed_memory();
  apache::thrift::GlobalOutput.setOutputFunction([](const char*) {}); // of connections that end
  return program{"thrift",
                 {
                   {"W1", "framed", answer, ask_server},
                   {"W1", "framed-direct", answer_direct, ask_server},
                   {"W2", "framed", answer, ask_server},
                   {"W3", "framed", answer, post},
                   {"W3", "framed-held", answer, post_held},
                   {"W4", "framed-direct", answer_direct, post_direct},
                   {"W4", "framed", answer, post},
                   {"W5", "framed", answer, ask_server},
                   {"W6", "framed-direct", answer_direct, ask_beside_bulk},
                   {"W6", "framed", answer, ask_beside_bulk},
                   {"W12", "framed", {}, {}, mesh},
                 }}
    .run(argc, argv);
}
