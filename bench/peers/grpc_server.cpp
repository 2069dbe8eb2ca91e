#include "grpc_server.hpp"

#include "grpc_sender.hpp"

#include <grpcpp/grpcpp.h>

#include <stdexcept>

namespace carrick::bench::grpc_peer {
namespace {

class echo : public grpc::ServerBidiReactor<Message, Message> {
 public:
  echo() { StartRead(&request_); }

  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    sender_.send(std::move(request_));
    StartRead(&request_);
  }
  void OnWriteDone(bool ok) override {
    if (ok) sender_.written();
  }
  void OnDone() override { delete this; }

 private:
  Message request_;
  sender<grpc::ServerBidiReactor<Message, Message>> sender_{*this};
};

template <class Message>
class counter : public grpc::ServerReadReactor<Message> {
 public:
  explicit counter(recorder& into) : recorder_(into) { this->StartRead(&message_); }

  void OnReadDone(bool ok) override {
    if (!ok) return this->Finish(grpc::Status::OK);
    recorder_.count();
    this->StartRead(&message_);
  }
  void OnDone() override { delete this; }

 private:
  recorder& recorder_;
  Message message_;
};

class with_callbacks : public carrick_bench::Bench::CallbackService {
 public:
  explicit with_callbacks(board& shared) : shared_(shared) {}

  grpc::ServerUnaryReactor* Ask(grpc::CallbackServerContext* context, const Message* request,
                                Message* response) override {
    *response = *request;
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
  grpc::ServerBidiReactor<Message, Message>* Exchange(grpc::CallbackServerContext*) override {
    return new echo;
  }
  grpc::ServerReadReactor<Message>* Post(grpc::CallbackServerContext*,
                                         carrick_bench::Nothing*) override {
    return new counter<Message>{shared_.received()};
  }

 private:
  board& shared_;
};

class with_threads : public carrick_bench::Bench::Service {
 public:
  explicit with_threads(board& shared) : shared_(shared) {}

  grpc::Status Ask(grpc::ServerContext*, const Message* request, Message* response) override {
    *response = *request;
    return grpc::Status::OK;
  }
  grpc::Status Exchange(grpc::ServerContext*,
                        grpc::ServerReaderWriter<Message, Message>* stream) override {
    for (Message one; stream->Read(&one);) stream->Write(one);
    return grpc::Status::OK;
  }
  grpc::Status Post(grpc::ServerContext*, grpc::ServerReader<Message>* from,
                    carrick_bench::Nothing*) override {
    for (Message one; from->Read(&one);) shared_.received().count();
    return grpc::Status::OK;
  }

 private:
  board& shared_;
};

class with_bytes
    : public carrick_bench::Bench::WithRawCallbackMethod_Post<carrick_bench::Bench::Service> {
 public:
  explicit with_bytes(board& shared) : shared_(shared) {}

  grpc::ServerReadReactor<grpc::ByteBuffer>* Post(grpc::CallbackServerContext*,
                                                  grpc::ByteBuffer*) override {
    return new counter<grpc::ByteBuffer>{shared_.received()};
  }

 private:
  board& shared_;
};

} // namespace

std::unique_ptr<grpc::Service> callback_service(board& shared) {
  return std::make_unique<with_callbacks>(shared);
}

std::unique_ptr<grpc::Service> sync_service(board& shared) {
  return std::make_unique<with_threads>(shared);
}

std::unique_ptr<grpc::Service> raw_service(board& shared) {
  return std::make_unique<with_bytes>(shared);
}

std::unique_ptr<grpc::Server> start(grpc::Service& service, board& shared, std::size_t index) {
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_FRAME_SIZE, frame_bytes);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, window_bytes);
  builder.RegisterService(&service);
  auto server = builder.BuildAndStart();
  if (!server) throw std::runtime_error{"cannot listen"};
  shared.listens(static_cast<std::uint16_t>(port), index);
  return server;
}

} // namespace carrick::bench::grpc_peer
