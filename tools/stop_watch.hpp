#pragma once

#include <carrick/core/time.hpp>
#include <carrick/tools/signals.hpp>

#include <atomic>
#include <functional>
#include <thread>

namespace carrick::tools {

/// Watches over a stop that blocks the thread which called it: tells after 2 s, and every 2 s
/// again, that it still goes on, and ends the program at a second signal. A thread of its own.
class stop_watch {
 public:
  /// `still_stopping` is called on the watch's thread.
  stop_watch(signals& taken, std::function<void()> still_stopping);
  /// The stop is over.
  ~stop_watch();
  stop_watch(const stop_watch&) = delete;
  stop_watch& operator=(const stop_watch&) = delete;

 private:
  void watch();

  signals& taken_;
  std::function<void()> still_stopping_;
  std::atomic<bool> over_{false};
  std::thread thread_;
};

} // namespace carrick::tools
