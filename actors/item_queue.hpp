#pragma once

#include <carrick/core/bytes.hpp>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>

namespace carrick {

/// The way of items from the thread that has them to a client's stream, which sends them as they
/// come. One thread puts; the stream is followed on another one. Of one stream, which it outlives.
class item_queue {
 public:
  /// More than that wait to be put.
  static constexpr std::size_t waiting_max = 64;

  /// Waits for room. False: the stream is over and takes none.
  bool put(buffer item);
  /// No more come. What was put is still sent.
  void close();
  /// Nobody takes any more; a put() that waits returns.
  void stop();

 private:
  friend class client_stream;
  /// `on_news` is called when something was put or it was closed, under the lock.
  void begin(std::function<void()> on_news);
  /// Nothing if nothing waits.
  std::optional<buffer> take();
  /// Closed, and nothing waits.
  bool over() const;

  mutable std::mutex mutex_; // guards the rest
  std::condition_variable room_;
  std::deque<buffer> waiting_;
  std::function<void()> on_news_;
  bool closed_ = false, stopped_ = false;
};

} // namespace carrick
