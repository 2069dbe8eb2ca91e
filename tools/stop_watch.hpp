#pragma once

#include <carrick/core/time.hpp>
#include <carrick/tools/signals.hpp>

#include <atomic>
#include <functional>
#include <semaphore>
#include <thread>

namespace carrick::tools {

/// Watches over a stop that blocks the thread which called it: tells after 2 s, and every 2 s
/// again, that it still goes on, and ends the program at a second signal. A thread of its own, made
/// at once: when the stop begins there may be none to be had.
class stop_watch {
 public:
  /// `still_stopping` is called on the watch's thread.
  stop_watch(signals& taken, std::function<void()> still_stopping);
  ~stop_watch() { end(); }
  stop_watch(const stop_watch&) = delete;
  stop_watch& operator=(const stop_watch&) = delete;

  /// The stop begins.
  void begin();
  /// It is over. Again is harmless.
  void end();

 private:
  void watch();

  signals& taken_;
  std::function<void()> still_stopping_;
  std::atomic<bool> over_{false};
  std::counting_semaphore<2> begun_{0}; // or over
  std::thread thread_;
};

} // namespace carrick::tools
