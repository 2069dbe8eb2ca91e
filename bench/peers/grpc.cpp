// gRPC: one channel. Requests are unary calls or messages of one stream, posts a stream of the
// client.
#include "grpc_sender.hpp"
#include "grpc_server.hpp"
#include "memory.hpp"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <deque>
#include <optional>
#include <vector>

namespace carrick::bench::grpc_peer {
namespace {

using carrick_bench::Bench;

Message message(const options& asked, std::uint64_t id = 0) {
  Message out;
  out.set_id(id);
  out.set_content(std::string(asked.size - sizeof id, 'x'));
  return out;
}

std::shared_ptr<grpc::Channel> channel(std::uint16_t port) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_FRAME_SIZE, frame_bytes);
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, window_bytes);
  return grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(port),
                                   grpc::InsecureChannelCredentials(), arguments);
}

std::unique_ptr<Bench::Stub> connect(std::uint16_t port) { return Bench::NewStub(channel(port)); }

void wait_for_ever() {
  for (;;) ::pause();
}

void serve_callbacks(const options&, board& shared) {
  auto service = callback_service(shared);
  start(*service, shared)->Wait();
}

void serve_threads(const options&, board& shared) {
  auto service = sync_service(shared);
  start(*service, shared)->Wait();
}

// One caller: a unary call after the other.
class caller {
 public:
  caller(Bench::Stub& stub, const options& asked, recorder& into)
      : stub_(stub), recorder_(into), request_(message(asked)) {
    call();
  }

 private:
  void call() {
    context_.emplace();
    sent_ = now_ns();
    stub_.async()->Ask(&*context_, &request_, &response_,
                       [this](const grpc::Status& status) { answered(status); });
  }

  void answered(const grpc::Status& status) {
    if (!status.ok()) return;
    recorder_.answered(sent_, now_ns());
    call();
  }

  Bench::Stub& stub_;
  recorder& recorder_;
  Message request_, response_;
  std::optional<grpc::ClientContext> context_;
  std::uint64_t sent_ = 0;
};

// A stream on which in_flight requests are under way.
class asker : public grpc::ClientBidiReactor<Message, Message> {
 public:
  asker(Bench::Stub& stub, const options& asked, recorder& into)
      : recorder_(into), sent_(asked.in_flight, now_ns()) {
    stub.async()->Exchange(&context_, this);
    for (std::uint64_t id = 0; id < asked.in_flight; ++id) sender_.queue(message(asked, id));
    sender_.start();
    StartRead(&response_);
    StartCall();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    const auto now = now_ns();
    auto& sent = sent_.at(response_.id());
    recorder_.answered(sent, now);
    sent = now;
    sender_.send(std::move(response_));
    StartRead(&response_);
  }
  void OnWriteDone(bool ok) override {
    if (ok) sender_.written();
  }
  void OnDone(const grpc::Status&) override {}

 private:
  recorder& recorder_;
  std::vector<std::uint64_t> sent_;
  grpc::ClientContext context_;
  Message response_;
  sender<grpc::ClientBidiReactor<Message, Message>> sender_{*this};
};

void ask_calls(const options& asked, board& shared) {
  auto stub = connect(shared.port());
  std::deque<caller> callers;
  for (std::size_t i = 0; i < asked.in_flight; ++i) {
    callers.emplace_back(*stub, asked, shared.requests());
  }
  wait_for_ever();
}

void ask_stream(const options& asked, board& shared) {
  auto stub = connect(shared.port());
  asker one{*stub, asked, shared.requests()};
  wait_for_ever();
}

void ask_blocking(const options& asked, board& shared) {
  auto stub = connect(shared.port());
  auto& recorder = shared.requests();
  const auto request = message(asked);
  for (Message response;;) {
    grpc::ClientContext context;
    const auto sent = now_ns();
    if (!stub->Ask(&context, request, &response).ok()) return;
    recorder.answered(sent, now_ns());
  }
}

void ask_blocking_stream(Bench::Stub& stub, const options& asked, board& shared) {
  auto& recorder = shared.requests();
  const auto request = message(asked);
  grpc::ClientContext context;
  auto stream = stub.Exchange(&context);
  for (Message response;;) {
    const auto sent = now_ns();
    if (!stream->Write(request) || !stream->Read(&response)) return;
    recorder.answered(sent, now_ns());
  }
}

void ask_one_stream(const options& asked, board& shared) {
  auto stub = connect(shared.port());
  ask_blocking_stream(*stub, asked, shared);
}

// Small messages are let wait for each other; a flush every so often is the library's own.
void post_blocking(Bench::Stub& stub, const Message& one) {
  grpc::ClientContext context;
  carrick_bench::Nothing nothing;
  auto stream = stub.Post(&context, &nothing);
  grpc::WriteOptions how;
  if (one.content().size() < 4096) how.set_buffer_hint();
  while (stream->Write(one, how)) {
  }
}

void post_one_stream(const options& asked, board& shared) {
  auto stub = connect(shared.port());
  post_blocking(*stub, message(asked));
}

class poster : public grpc::ClientWriteReactor<Message> {
 public:
  poster(Bench::Stub& stub, Message message) : message_(std::move(message)) {
    if (message_.content().size() < 4096) how_.set_buffer_hint();
    stub.async()->Post(&context_, &nothing_, this);
    StartWrite(&message_, how_);
    StartCall();
  }

  void OnWriteDone(bool ok) override {
    if (ok) StartWrite(&message_, how_);
  }
  void OnDone(const grpc::Status&) override {}

 private:
  Message message_;
  grpc::WriteOptions how_;
  grpc::ClientContext context_;
  carrick_bench::Nothing nothing_;
};

void post_callbacks(const options& asked, board& shared) {
  auto stub = connect(shared.port());
  poster one{*stub, message(asked)};
  wait_for_ever();
}

// One buffer, referred to by each write.
class raw_poster : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  raw_poster(std::shared_ptr<grpc::Channel> to, const Message& message) : stub_(std::move(to)) {
    const grpc::Slice slice{message.SerializeAsString()};
    message_ = grpc::ByteBuffer{&slice, 1};
    stub_.PrepareBidiStreamingCall(&context_, "/carrick_bench.Bench/Post", grpc::StubOptions{},
                                   this);
    write();
    StartCall();
  }

  void OnWriteDone(bool ok) override {
    if (ok) write();
  }
  void OnDone(const grpc::Status&) override {}

 private:
  void write() {
    next_ = message_;
    StartWrite(&next_);
  }

  grpc::GenericStub stub_;
  grpc::ByteBuffer message_, next_;
  grpc::ClientContext context_;
};

void serve_raw(const options&, board& shared) {
  auto service = raw_service(shared);
  start(*service, shared)->Wait();
}

void post_raw(const options& asked, board& shared) {
  raw_poster one{channel(shared.port()), message(asked)};
  wait_for_ever();
}

Message bulk() {
  options as;
  as.size = bulk_bytes;
  return message(as);
}

void ask_stream_beside_bulk(const options& asked, board& shared) {
  auto stub = connect(shared.port());
  poster one{*stub, bulk()};
  ask_blocking_stream(*stub, asked, shared);
}

void ask_calls_beside_bulk(const options& asked, board& shared) {
  auto stub = connect(shared.port());
  poster one{*stub, bulk()};
  caller other{*stub, asked, shared.requests()};
  wait_for_ever();
}

void mesh(const options& asked, board& shared, std::size_t self) {
  auto service = callback_service(shared);
  auto server = start(*service, shared, self);
  await_ports(shared, mesh_nodes);
  std::vector<std::unique_ptr<Bench::Stub>> stubs;
  std::deque<asker> askers;
  for (std::size_t i = 0; i < mesh_nodes; ++i) {
    if (i == self) continue;
    stubs.push_back(connect(shared.port(i)));
    askers.emplace_back(*stubs.back(), asked, shared.requests());
  }
  server->Wait();
}

} // namespace
} // namespace carrick::bench::grpc_peer

int main(int argc, char** argv) {
  using namespace carrick::bench;
  using namespace carrick::bench::grpc_peer;
  keep_freed_memory();
  return program{"grpc",
                 {
                   {"W1", "blocking-stream", serve_threads, ask_one_stream},
                   {"W1", "blocking-unary", serve_threads, ask_blocking},
                   {"W1", "callback-unary", serve_callbacks, ask_calls},
                   {"W2", "callback-stream", serve_callbacks, ask_stream},
                   {"W2", "callback-unary", serve_callbacks, ask_calls},
                   {"W3", "blocking-stream", serve_threads, post_one_stream},
                   {"W3", "callback-stream", serve_callbacks, post_callbacks},
                   {"W4", "blocking-stream", serve_threads, post_one_stream},
                   {"W4", "callback-stream", serve_callbacks, post_callbacks},
                   {"W4", "callback-raw", serve_raw, post_raw},
                   {"W5", "callback-stream", serve_callbacks, ask_stream},
                   {"W5", "callback-unary", serve_callbacks, ask_calls},
                   {"W6", "blocking-stream", serve_threads, ask_stream_beside_bulk},
                   {"W6", "callback-unary", serve_callbacks, ask_calls_beside_bulk},
                   {"W12", "callback-stream", {}, {}, mesh},
                 }}
    .run(argc, argv);
}
