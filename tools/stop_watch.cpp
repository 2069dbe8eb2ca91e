#include <carrick/tools/stop_watch.hpp>

#include <carrick/tools/exit_code.hpp>
#include <carrick/tools/stopwatch.hpp>

#include <unistd.h>

namespace carrick::tools {
namespace {

using namespace std::chrono_literals;

constexpr auto look_for_signals = 20ms;

} // namespace

stop_watch::stop_watch(signals& taken, std::function<void()> still_stopping)
    : taken_(taken), still_stopping_(std::move(still_stopping)), thread_([this] { watch(); }) {}

void stop_watch::begin() { begun_.release(); }

void stop_watch::end() {
  if (over_.exchange(true)) return;
  begun_.release();
  thread_.join();
}

void stop_watch::watch() {
  begun_.acquire();
  for (stopwatch since; !over_;) {
    // At once, and without destructors: what hangs could hang them, too.
    if (auto signal = taken_.wait(look_for_signals))
      ::_exit(static_cast<int>(exit_code_of_signal(*signal)));
    if (since.elapsed() < tell_every) continue;
    still_stopping_();
    since.restart();
  }
}

} // namespace carrick::tools
