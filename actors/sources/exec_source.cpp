#include <carrick/actors/sources/exec_source.hpp>

#include <carrick/actors/loop.hpp>
#include <carrick/actors/node_home.hpp>

#include <csignal>

namespace carrick {
namespace {

using namespace std::chrono_literals;

constexpr duration pause_min = 100ms;
constexpr duration pause_max = 30s;
constexpr duration runs_well_after = 10s; // then the next pause is short again
constexpr std::size_t error_bytes_max = 4 * limits::KiB;

} // namespace

exec_source::exec_source(const exec_source_options& options, node_home& home, source_events& events)
    : options_(options),
      home_(home),
      events_(events),
      errors_(error_bytes_max),
      pause_(pause_min, pause_max, home.options().seed),
      timer_(home.where(), *this),
      leave_timer_(home.where(), *this) {}

exec_source::~exec_source() = default;

// A program that cannot be started is an event, and no event comes from inside a call.
void exec_source::start(const own_registration&) { timer_.arm(home_.where().now()); }

void exec_source::refresh() {
  if (!program_ && !stopping_) timer_.arm(home_.where().now());
}

void exec_source::run() {
  if (stopping_) return left();
  lines_.restart();
  errors_.clear();
  begun_ = home_.where().now();
  auto started = program::start(options_.command, home_.where().io(), *this);
  if (!started) return again_later(started.error());
  program_ = std::move(*started);
}

void exec_source::again_later(const status& why) {
  if (home_.where().now() - begun_ >= runs_well_after) pause_.reset();
  timer_.arm(home_.where().now() + pause_.next());
  events_.on_lost(why);
}

void exec_source::on_program_output(byte_span bytes) {
  lines_.feed(bytes);
  while (auto said = lines_.next()) {
    if (*said)
      events_.on_members(**said);
    else
      events_.on_refused(said->error());
  }
}

void exec_source::on_program_errors(byte_span bytes) {
  errors_.feed(bytes);
  while (auto line = errors_.next()) events_.on_warning(line->text);
}

void exec_source::on_program_ended(const std::string& how) {
  program_.reset();
  if (stopping_) return left();
  again_later(fail(code::unreachable, options_.command.front() + ' ' + how));
}

void exec_source::stop() {
  stopping_ = true;
  if (!program_) return timer_.arm(home_.where().now());
  program_->send(SIGTERM);
  leave_timer_.arm(home_.where().now() + limits::source_leave);
}

void exec_source::on_leave_time_over() {
  program_.reset();
  left();
}

void exec_source::left() {
  timer_.cancel();
  leave_timer_.cancel();
  events_.on_stopped();
}

} // namespace carrick
