#include <carrick/tools/interruption.hpp>

#include <carrick/tools/signals.hpp>

#include <poll.h>
#include <unistd.h>
#include <atomic>
#include <csignal>

namespace carrick::tools::interruption {
namespace {

constexpr unsigned seconds_to_end = 1;
constexpr int look_ms = 50;

// Lock-free, so that a signal handler may touch it.
std::atomic<int> came{0};
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void carrick_end_now(int) { ::_exit(128 + came.load()); }

extern "C" void carrick_note_signal(int number) {
  if (came.exchange(number) != 0) ::_exit(128 + number);
  ::alarm(seconds_to_end);
}

} // namespace

void take() {
  struct sigaction action {};
  action.sa_handler = carrick_note_signal;
  action.sa_flags = SA_RESTART;
  for (int number : {SIGINT, SIGTERM})
    if (number == SIGTERM || !signals::is_ignored(number)) ::sigaction(number, &action, nullptr);
  action.sa_handler = carrick_end_now;
  ::sigaction(SIGALRM, &action, nullptr);
}

int signal() noexcept { return came.load(); }

watch::watch()
    : looks_([this](const std::stop_token& over) {
        while (!over.stop_requested() && signal() == 0) ::poll(nullptr, 0, look_ms);
        if (signal() != 0) stop_.request_stop();
      }) {}

} // namespace carrick::tools::interruption
