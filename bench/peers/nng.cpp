// nng: REQ to REP with a context for each request in flight, or PAIR sockets that carry ids; PUSH
// to PULL for posts.
#include "../support/program.hpp"
#include "memory.hpp"

#include <nng/nng.h>
#include <nng/protocol/pair0/pair.h>
#include <nng/protocol/pipeline0/pull.h>
#include <nng/protocol/pipeline0/push.h>
#include <nng/protocol/reqrep0/rep.h>
#include <nng/protocol/reqrep0/req.h>

#include <cstring>
#include <deque>
#include <string>
#include <thread>
#include <vector>

namespace carrick::bench {
namespace {

// Messages that a socket may queue; nng takes no more.
constexpr int queued_max = 8192;
constexpr int queued_max_of_bulk = 16;
// Contexts of an answering socket: requests that it works on at a time.
constexpr std::size_t answerers = 32;

void check(int result) {
  if (result != 0) throw std::runtime_error{nng_strerror(result)};
}

using open_function = int (*)(nng_socket*);

nng_socket open(open_function how, int queued) {
  nng_socket out;
  check(how(&out));
  // REQ and REP queue by contexts instead.
  nng_socket_set_int(out, NNG_OPT_SENDBUF, queued);
  nng_socket_set_int(out, NNG_OPT_RECVBUF, queued);
  check(nng_socket_set_size(out, NNG_OPT_RECVMAXSZ, 0));
  return out;
}

nng_socket listen(open_function how, int queued, board& shared, std::size_t index = 0) {
  const auto out = open(how, queued);
  nng_listener listener;
  int port = 0;
  check(nng_listen(out, "tcp://127.0.0.1:0", &listener, 0));
  check(nng_listener_get_int(listener, NNG_OPT_TCP_BOUND_PORT, &port));
  shared.listens(static_cast<std::uint16_t>(port), index);
  return out;
}

nng_socket connect(open_function how, int queued, std::uint16_t port) {
  const auto out = open(how, queued);
  check(nng_dial(out, ("tcp://127.0.0.1:" + std::to_string(port)).c_str(), nullptr, 0));
  return out;
}

int queued_for(const options& asked) { return asked.size > 4096 ? queued_max_of_bulk : queued_max; }

nng_msg* message(std::size_t size, std::uint64_t id = 0) {
  nng_msg* out = nullptr;
  check(nng_msg_alloc(&out, size));
  std::memcpy(nng_msg_body(out), &id, sizeof id);
  return out;
}

std::uint64_t id_of(nng_msg* one) {
  std::uint64_t out = 0;
  std::memcpy(&out, nng_msg_body(one), sizeof out);
  return out;
}

nng_msg* receive(nng_socket from) {
  nng_msg* out = nullptr;
  check(nng_recvmsg(from, &out, 0));
  return out;
}

void send(nng_socket to, nng_msg* one) { check(nng_sendmsg(to, one, 0)); }

[[noreturn]] void wait_for_ever() {
  for (;;) ::pause();
}

// A context and its asynchronous operation, one after the other.
class turn {
 public:
  turn(nng_socket of) {
    check(nng_ctx_open(&context_, of));
    check(nng_aio_alloc(
      &aio_, [](void* self) { static_cast<turn*>(self)->done(); }, this));
  }
  virtual ~turn() = default;
  turn(const turn&) = delete;
  turn& operator=(const turn&) = delete;

 protected:
  virtual void sent() = 0;
  virtual void received(nng_msg* one) = 0;

  void send(nng_msg* one) {
    sending_ = true;
    nng_aio_set_msg(aio_, one);
    nng_ctx_send(context_, aio_);
  }

  void receive() {
    sending_ = false;
    nng_ctx_recv(context_, aio_);
  }

 private:
  void done() {
    if (nng_aio_result(aio_) != 0) return;
    if (sending_) return sent();
    received(nng_aio_get_msg(aio_));
  }

  nng_ctx context_{};
  nng_aio* aio_ = nullptr;
  bool sending_ = false;
};

class answerer : public turn {
 public:
  explicit answerer(nng_socket of) : turn(of) { receive(); }

 private:
  void sent() override { receive(); }
  void received(nng_msg* one) override { send(one); }
};

class asker : public turn {
 public:
  asker(nng_socket of, std::size_t size, recorder& into) : turn(of), recorder_(into) {
    ask(message(size));
  }

 private:
  void ask(nng_msg* one) {
    sent_ = now_ns();
    send(one);
  }

  void sent() override { receive(); }
  void received(nng_msg* one) override {
    recorder_.answered(sent_, now_ns());
    ask(one);
  }

  recorder& recorder_;
  std::uint64_t sent_ = 0;
};

void answer_contexts(const options&, board& shared) {
  const auto rep = listen(nng_rep0_open, queued_max, shared);
  std::deque<answerer> all;
  for (std::size_t i = 0; i < answerers; ++i) all.emplace_back(rep);
  wait_for_ever();
}

void ask_contexts(const options& asked, board& shared) {
  const auto req = connect(nng_req0_open, queued_max, shared.port());
  std::deque<asker> all;
  for (std::size_t i = 0; i < asked.in_flight; ++i) {
    all.emplace_back(req, asked.size, shared.requests());
  }
  wait_for_ever();
}

void answer_blocking(nng_socket from) {
  for (;;) send(from, receive(from));
}

void answer_req(const options&, board& shared) {
  answer_blocking(listen(nng_rep0_open, queued_max, shared));
}

void answer_pair(const options&, board& shared) {
  answer_blocking(listen(nng_pair0_open, queued_max, shared));
}

void ask(nng_socket to, const options& asked, recorder& into) {
  std::vector<std::uint64_t> sent(asked.in_flight, now_ns());
  for (std::uint64_t id = 0; id < asked.in_flight; ++id) send(to, message(asked.size, id));
  for (;;) {
    auto* reply = receive(to);
    const auto now = now_ns();
    auto& since = sent.at(id_of(reply));
    into.answered(since, now);
    since = now;
    send(to, reply);
  }
}

void ask_req(const options& asked, board& shared) {
  ask(connect(nng_req0_open, queued_max, shared.port()), asked, shared.requests());
}

void ask_pair(const options& asked, board& shared) {
  ask(connect(nng_pair0_open, queued_max, shared.port()), asked, shared.requests());
}

void count(const options& asked, board& shared) {
  const auto pull = listen(nng_pull0_open, queued_for(asked), shared);
  std::uint64_t seen = 0;
  for (;;) {
    auto* one = receive(pull);
    if (id_of(one) != seen++) throw std::runtime_error{"a message is lost"};
    shared.received().count();
    nng_msg_free(one);
  }
}

void post(const options& asked, board& shared) {
  const auto push = connect(nng_push0_open, queued_for(asked), shared.port());
  for (std::uint64_t id = 0;; ++id) send(push, message(asked.size, id));
}

void answer_beside_bulk(const options& asked, board& shared) {
  const auto pair = listen(nng_pair0_open, queued_max_of_bulk, shared);
  for (;;) {
    auto* one = receive(pair);
    if (nng_msg_len(one) == asked.size) {
      send(pair, one);
    } else {
      shared.received().count();
      nng_msg_free(one);
    }
  }
}

// One bulk message waits in the socket at most. Both threads use the one socket.
void ask_beside_bulk(const options& asked, board& shared) {
  const auto pair = connect(nng_pair0_open, 1, shared.port());
  std::thread bulk{[pair] {
    while (nng_sendmsg(pair, message(bulk_bytes), 0) == 0) {
    }
  }};
  bulk.detach();
  ask(pair, asked, shared.requests());
}

void mesh(const options& asked, board& shared, std::size_t self) {
  const auto rep = listen(nng_rep0_open, queued_max, shared, self);
  std::deque<answerer> answering;
  for (std::size_t i = 0; i < answerers; ++i) answering.emplace_back(rep);
  await_ports(shared, mesh_nodes);
  std::deque<asker> asking;
  for (std::size_t i = 0; i < mesh_nodes; ++i) {
    if (i == self) continue;
    const auto req = connect(nng_req0_open, queued_max, shared.port(i));
    for (std::size_t one = 0; one < asked.in_flight; ++one) {
      asking.emplace_back(req, asked.size, shared.requests());
    }
  }
  wait_for_ever();
}

} // namespace
} // namespace carrick::bench

int main(int argc, char** argv) {
  using namespace carrick::bench;
  keep_freed_memory();
  return program{"nng",
                 {
                   {"W1", "pair", answer_pair, ask_pair},
                   {"W1", "req-rep", answer_req, ask_req},
                   {"W2", "pair", answer_pair, ask_pair},
                   {"W2", "req-rep-contexts", answer_contexts, ask_contexts},
                   {"W3", "push-pull", count, post},
                   {"W4", "push-pull", count, post},
                   {"W5", "pair", answer_pair, ask_pair},
                   {"W5", "req-rep-contexts", answer_contexts, ask_contexts},
                   {"W6", "pair", answer_beside_bulk, ask_beside_bulk},
                   {"W12", "req-rep-contexts", {}, {}, mesh},
                 }}
    .run(argc, argv);
}
