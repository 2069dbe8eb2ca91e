// ZeroMQ: DEALER to ROUTER for requests, PUSH to PULL for posts, over its C interface.
#include "../support/program.hpp"
#include "memory.hpp"

#include <zmq.h>

#include <cstring>
#include <string>
#include <vector>

namespace carrick::bench {
namespace {

// Messages that a socket may queue; the default of 1000 throttles small posts.
constexpr int queued_max = 100'000;
constexpr int queued_max_of_bulk = 64;
// Of the kernel on each side, where small requests wait behind bulk.
constexpr int kernel_bytes = 2 * bulk_bytes;

void check(int result) {
  if (result < 0) throw std::runtime_error{zmq_strerror(zmq_errno())};
}

class socket {
 public:
  socket(void* context, int type, int queued) : socket_(zmq_socket(context, type)) {
    set(ZMQ_SNDHWM, queued);
    set(ZMQ_RCVHWM, queued);
    set(ZMQ_LINGER, 0);
  }

  void* get() const { return socket_; }

  std::uint16_t bind() {
    check(zmq_bind(socket_, "tcp://127.0.0.1:*"));
    char endpoint[64] = {};
    std::size_t length = sizeof endpoint;
    check(zmq_getsockopt(socket_, ZMQ_LAST_ENDPOINT, endpoint, &length));
    return static_cast<std::uint16_t>(std::stoul(std::strrchr(endpoint, ':') + 1));
  }

  void connect(std::uint16_t port) {
    check(zmq_connect(socket_, ("tcp://127.0.0.1:" + std::to_string(port)).c_str()));
  }

  void send(const void* from, std::size_t size, int flags = 0) {
    check(zmq_send(socket_, from, size, flags));
  }

  void send(zmq_msg_t& message, int flags = 0) { check(zmq_msg_send(&message, socket_, flags)); }
  void receive(zmq_msg_t& message) { check(zmq_msg_recv(&message, socket_, 0)); }

  bool try_receive(zmq_msg_t& message) {
    if (zmq_msg_recv(&message, socket_, ZMQ_DONTWAIT) >= 0) return true;
    if (zmq_errno() != EAGAIN) check(-1);
    return false;
  }

  void set(int option, int value) { check(zmq_setsockopt(socket_, option, &value, sizeof value)); }

 private:
  void* socket_;
};

// Reused for all messages: libzmq moves content in and out.
struct message {
  message() { zmq_msg_init(&of); }
  ~message() { zmq_msg_close(&of); }
  message(const message&) = delete;
  message& operator=(const message&) = delete;

  std::size_t size() const { return zmq_msg_size(&of); }
  std::uint64_t id() {
    std::uint64_t out = 0;
    std::memcpy(&out, zmq_msg_data(&of), sizeof out);
    return out;
  }

  zmq_msg_t of;
};

// The identity of who asked comes and goes with each message.
void answer_one(socket& router, message& who, message& what) {
  router.receive(what.of);
  router.send(who.of, ZMQ_SNDMORE);
  router.send(what.of);
}

void answer(const options&, board& shared) {
  socket router{zmq_ctx_new(), ZMQ_ROUTER, queued_max};
  shared.listens(router.bind());
  for (message who, what;;) {
    router.receive(who.of);
    answer_one(router, who, what);
  }
}

class asker {
 public:
  asker(socket& to, const options& asked, recorder& into)
      : to_(to), recorder_(into), sent_(asked.in_flight), request_(asked.size) {
    for (std::uint64_t id = 0; id < asked.in_flight; ++id) send(id, now_ns());
  }

  void answered(message& reply) {
    const auto id = reply.id();
    const auto now = now_ns();
    recorder_.answered(sent_.at(id), now);
    send(id, now);
  }

 private:
  void send(std::uint64_t id, std::uint64_t now) {
    sent_[id] = now;
    std::memcpy(request_.data(), &id, sizeof id);
    to_.send(request_.data(), request_.size());
  }

  socket& to_;
  recorder& recorder_;
  std::vector<std::uint64_t> sent_;
  std::vector<char> request_;
};

void ask(const options& asked, board& shared) {
  socket dealer{zmq_ctx_new(), ZMQ_DEALER, queued_max};
  dealer.connect(shared.port());
  asker one{dealer, asked, shared.requests()};
  for (message reply;;) {
    dealer.receive(reply.of);
    one.answered(reply);
  }
}

int queued_for(const options& asked) { return asked.size > 4096 ? queued_max_of_bulk : queued_max; }

void count(const options& asked, board& shared) {
  socket pull{zmq_ctx_new(), ZMQ_PULL, queued_for(asked)};
  shared.listens(pull.bind());
  std::uint64_t seen = 0;
  for (message one;;) {
    pull.receive(one.of);
    if (one.id() != seen++) throw std::runtime_error{"a message is lost"};
    shared.received().count();
  }
}

void post(const options& asked, board& shared) {
  socket push{zmq_ctx_new(), ZMQ_PUSH, queued_for(asked)};
  push.connect(shared.port());
  std::vector<char> content(asked.size);
  for (std::uint64_t id = 0;; ++id) {
    std::memcpy(content.data(), &id, sizeof id);
    push.send(content.data(), content.size());
  }
}

// Without the copy: each message is made where libzmq keeps it.
void post_in_place(const options& asked, board& shared) {
  socket push{zmq_ctx_new(), ZMQ_PUSH, queued_for(asked)};
  push.connect(shared.port());
  for (std::uint64_t id = 0;; ++id) {
    zmq_msg_t one;
    check(zmq_msg_init_size(&one, asked.size));
    std::memcpy(zmq_msg_data(&one), &id, sizeof id);
    push.send(one);
  }
}

void answer_beside_bulk(const options& asked, board& shared) {
  socket router{zmq_ctx_new(), ZMQ_ROUTER, queued_max_of_bulk};
  router.set(ZMQ_RCVBUF, kernel_bytes);
  shared.listens(router.bind());
  for (message who, what;;) {
    router.receive(who.of);
    router.receive(what.of);
    if (what.size() != asked.size) {
      shared.received().count();
      continue;
    }
    router.send(who.of, ZMQ_SNDMORE);
    router.send(what.of);
  }
}

// `Queued` bulk messages wait in libzmq at most: a request waits behind them.
template <int Queued>
void ask_beside_bulk(const options& asked, board& shared) {
  socket dealer{zmq_ctx_new(), ZMQ_DEALER, Queued};
  dealer.set(ZMQ_SNDBUF, kernel_bytes);
  dealer.connect(shared.port());
  asker one{dealer, asked, shared.requests()};
  const std::vector<char> bulk(bulk_bytes);
  zmq_pollitem_t polled{dealer.get(), 0, ZMQ_POLLIN | ZMQ_POLLOUT, 0};
  for (message reply;;) {
    check(zmq_poll(&polled, 1, -1));
    if ((polled.revents & ZMQ_POLLIN) != 0) {
      dealer.receive(reply.of);
      one.answered(reply);
    } else {
      dealer.send(bulk.data(), bulk.size());
    }
  }
}

void mesh(const options& asked, board& shared, std::size_t self) {
  void* context = zmq_ctx_new();
  socket router{context, ZMQ_ROUTER, queued_max};
  shared.listens(router.bind(), self);
  await_ports(shared, mesh_nodes);
  std::vector<socket> dealers;
  for (std::size_t i = 0; i < mesh_nodes; ++i) {
    if (i != self) dealers.emplace_back(context, ZMQ_DEALER, queued_max).connect(shared.port(i));
  }
  auto& recorder = shared.requests();
  std::vector<asker> askers;
  std::vector<zmq_pollitem_t> polled{{router.get(), 0, ZMQ_POLLIN, 0}};
  for (auto& to : dealers) {
    askers.emplace_back(to, asked, recorder);
    polled.push_back({to.get(), 0, ZMQ_POLLIN, 0});
  }
  for (message who, what;;) {
    check(zmq_poll(polled.data(), static_cast<int>(polled.size()), -1));
    while (router.try_receive(who.of)) answer_one(router, who, what);
    for (std::size_t i = 0; i < dealers.size(); ++i) {
      if (polled[i + 1].revents == 0) continue;
      while (dealers[i].try_receive(what.of)) askers[i].answered(what);
    }
  }
}

} // namespace
} // namespace carrick::bench

int main(int argc, char** argv) {
  using namespace carrick::bench;
  keep_freed_memory();
  return program{"zeromq",
                 {
                   {"W1", "dealer-router", answer, ask},
                   {"W2", "dealer-router", answer, ask},
                   {"W3", "push-pull", count, post},
                   {"W4", "push-pull", count, post},
                   {"W4", "push-pull-in-place", count, post_in_place},
                   {"W5", "dealer-router", answer, ask},
                   {"W6", "queue-of-1", answer_beside_bulk, ask_beside_bulk<1>},
                   {"W6", "queue-of-16", answer_beside_bulk, ask_beside_bulk<16>},
                   {"W12", "dealer-router", {}, {}, mesh},
                 }}
    .run(argc, argv);
}
