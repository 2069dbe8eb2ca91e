// Cap'n Proto RPC: its two-party network on kj's loop, one thread a process; posts are streaming
// calls with the library's flow control, their content referred to, not copied.
#include "../support/program.hpp"
#include "bench.capnp.h"
#include "memory.hpp"

#include <capnp/ez-rpc.h>
#include <capnp/orphan.h>
#include <kj/async.h>

#include <deque>
#include <string>
#include <vector>

namespace carrick::bench {
namespace {

using carrick_bench::Bench;

class service final : public Bench::Server {
 public:
  explicit service(board& shared) : shared_(shared) {}

  kj::Promise<void> ask(AskContext context) override {
    const auto request = context.getParams();
    const auto content = request.getContent();
    auto reply = context.getResults(capnp::MessageSize{content.size() / 8 + 8, 0});
    reply.setId(request.getId());
    reply.setContent(content);
    return kj::READY_NOW;
  }

  kj::Promise<void> post(PostContext) override {
    shared_.received().count();
    return kj::READY_NOW;
  }

  kj::Promise<void> tell(TellContext) override {
    shared_.received().count();
    return kj::READY_NOW;
  }

 private:
  board& shared_;
};

// Content that is not worth a segment of its own.
constexpr std::size_t copied_below = 4096;
// Of plain calls that are under way.
constexpr std::size_t told_bytes = 64 * 1024;

kj::StringPtr local() { return "127.0.0.1"; }

// Serves in the loop of this thread.
class listener {
 public:
  listener(board& shared, std::size_t index) : server_(kj::heap<service>(shared), local(), 0) {
    const auto port = server_.getPort().wait(server_.getWaitScope());
    shared.listens(static_cast<std::uint16_t>(port), index);
  }

  [[noreturn]] void run() {
    kj::NEVER_DONE.wait(server_.getWaitScope());
    KJ_UNREACHABLE;
  }

 private:
  capnp::EzRpcServer server_;
};

// Calls that are under way; the first that fails ends all.
class calls : private kj::TaskSet::ErrorHandler {
 public:
  void add(kj::Promise<void> one) { tasks_.add(kj::mv(one)); }

  void run(kj::WaitScope& scope) { failed_.promise.wait(scope); }

 private:
  void taskFailed(kj::Exception&& why) override { failed_.fulfiller->reject(kj::mv(why)); }

  kj::PromiseFulfillerPair<void> failed_ = kj::newPromiseAndFulfiller<void>();
  kj::TaskSet tasks_{*this};
};

// in_flight requests to one server, each followed by the next.
class asker {
 public:
  asker(Bench::Client to, const options& asked, recorder& into, calls& under)
      : to_(kj::mv(to)),
        content_(asked.size - sizeof(std::uint64_t), 'x'),
        recorder_(into),
        calls_(under),
        sent_(asked.in_flight) {
    for (std::uint64_t id = 0; id < asked.in_flight; ++id) ask(id);
  }

 private:
  void ask(std::uint64_t id) {
    auto request = to_.askRequest();
    request.setId(id);
    request.setContent(kj::arrayPtr(content_.data(), content_.size()).asBytes());
    sent_[id] = now_ns();
    calls_.add(request.send().then([this](capnp::Response<Bench::AskResults>&& reply) {
      const auto answered = reply.getId();
      recorder_.answered(sent_.at(answered), now_ns());
      ask(answered);
    }));
  }

  Bench::Client to_;
  std::string content_;
  recorder& recorder_;
  calls& calls_;
  std::vector<std::uint64_t> sent_;
};

template <class Params, class Request>
void fill(Request& request, const std::string& content) {
  const auto bytes = kj::arrayPtr(content.data(), content.size()).asBytes();
  if (bytes.size() < copied_below) return request.setContent(bytes);
  typename Params::Builder params{request};
  request.adoptContent(
    capnp::Orphanage::getForMessageContaining(params).referenceExternalData(bytes));
}

// Posts one after the other, as the window of the stream lets it.
class poster {
 public:
  poster(Bench::Client to, std::size_t size, calls& under)
      : to_(kj::mv(to)), content_(size, 'x'), calls_(under) {
    post();
  }

 private:
  void post() {
    auto request = to_.postRequest();
    fill<Bench::PostParams>(request, content_);
    calls_.add(request.send().then([this] { post(); }));
  }

  Bench::Client to_;
  std::string content_;
  calls& calls_;
};

// Plain calls for posts, a bounded number of them under way.
class teller {
 public:
  teller(Bench::Client to, std::size_t size, calls& under)
      : to_(kj::mv(to)), content_(size, 'x'), calls_(under) {
    for (std::size_t i = 0; i < std::max<std::size_t>(4, told_bytes / size); ++i) tell();
  }

 private:
  void tell() {
    auto request = to_.tellRequest();
    fill<Bench::TellParams>(request, content_);
    calls_.add(request.send().then([this](capnp::Response<Bench::TellResults>&&) { tell(); }));
  }

  Bench::Client to_;
  std::string content_;
  calls& calls_;
};

void serve(const options&, board& shared) { listener{shared, 0}.run(); }

void ask(const options& asked, board& shared) {
  capnp::EzRpcClient link{local(), shared.port()};
  calls under;
  asker one{link.getMain<Bench>(), asked, shared.requests(), under};
  under.run(link.getWaitScope());
}

template <class Poster>
void post(const options& asked, board& shared) {
  capnp::EzRpcClient link{local(), shared.port()};
  calls under;
  Poster one{link.getMain<Bench>(), asked.size, under};
  under.run(link.getWaitScope());
}

void ask_beside_bulk(const options& asked, board& shared) {
  capnp::EzRpcClient link{local(), shared.port()};
  calls under;
  poster one{link.getMain<Bench>(), bulk_bytes, under};
  asker other{link.getMain<Bench>(), asked, shared.requests(), under};
  under.run(link.getWaitScope());
}

void mesh(const options& asked, board& shared, std::size_t self) {
  listener here{shared, self};
  await_ports(shared, mesh_nodes);
  auto& recorder = shared.requests();
  std::deque<capnp::EzRpcClient> links;
  std::deque<asker> askers;
  calls under;
  for (std::size_t i = 0; i < mesh_nodes; ++i) {
    if (i == self) continue;
    auto& link = links.emplace_back(local(), shared.port(i));
    askers.emplace_back(link.getMain<Bench>(), asked, recorder, under);
  }
  here.run();
}

} // namespace
} // namespace carrick::bench

int main(int argc, char** argv) {
  using namespace carrick::bench;
  keep_freed_memory();
  return program{"capnp",
                 {
                   {"W1", "promises", serve, ask},
                   {"W2", "promises", serve, ask},
                   {"W3", "calls", serve, post<teller>},
                   {"W3", "streaming", serve, post<poster>},
                   {"W4", "streaming", serve, post<poster>},
                   {"W4", "calls", serve, post<teller>},
                   {"W5", "promises", serve, ask},
                   {"W6", "streaming", serve, ask_beside_bulk},
                   {"W12", "promises", {}, {}, mesh},
                 }}
    .run(argc, argv);
}
