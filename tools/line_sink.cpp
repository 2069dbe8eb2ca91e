#include <carrick/tools/line_sink.hpp>

#include <carrick/tools/stopwatch.hpp>

#include <utility>

namespace carrick::tools {
namespace {

using namespace std::chrono_literals;

constexpr duration last_words = 1s;

} // namespace

line_sink::line_sink(int descriptor, std::function<std::string(const lost_lines&)> tell)
    : output_(descriptor) {
  output_.hold_nobody_up(std::move(tell));
}

void line_sink::sink_it_(const spdlog::details::log_msg& message) {
  spdlog::memory_buf_t line;
  formatter_->format(message, line);
  look_for_overrun();
  auto lost_before = output_.lost_in_all();
  output_.write({line.data(), line.size()}, over_at_);
  lost_ += output_.lost_in_all() - lost_before;
}

void line_sink::look_for_overrun() {
  if (!overrun_) return;
  auto now = overrun_();
  output_.add_lost(now - std::exchange(overrun_seen_, now));
}

void line_sink::hurry() noexcept { over_at_ = clock_now() + last_words; }

void line_sink::finish() { output_.tell_lost(over_at_); }

} // namespace carrick::tools
