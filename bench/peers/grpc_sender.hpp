#pragma once

#include "grpc_bench.grpc.pb.h"

#include <deque>
#include <mutex>
#include <utility>

namespace carrick::bench::grpc_peer {

/// A stream takes one write at a time: what waits goes in order, and is flushed with the last.
template <class Reactor>
class sender {
 public:
  explicit sender(Reactor& stream) : stream_(stream) {}

  void send(carrick_bench::Message&& message) {
    const std::lock_guard lock{mutex_};
    waiting_.push_back(std::move(message));
    if (waiting_.size() == 1) write();
  }

  /// Before the stream has started nothing is written.
  void queue(carrick_bench::Message&& message) { waiting_.push_back(std::move(message)); }
  void start() { write(); }

  void written() {
    const std::lock_guard lock{mutex_};
    waiting_.pop_front();
    if (!waiting_.empty()) write();
  }

 private:
  void write() {
    grpc::WriteOptions how;
    if (waiting_.size() > 1) how.set_buffer_hint();
    stream_.StartWrite(&waiting_.front(), how);
  }

  Reactor& stream_;
  std::mutex mutex_;
  std::deque<carrick_bench::Message> waiting_;
};

} // namespace carrick::bench::grpc_peer
