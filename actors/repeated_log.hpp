#pragma once

#include <carrick/actors/loop_timer.hpp>
#include <carrick/core/log.hpp>
#include <carrick/core/repeats.hpp>

#include <string_view>

namespace carrick {

/// Lines of a log that may come by the thousand: of each kind the first, then once a minute how
/// many more there were. Belongs to one loop.
class repeated_log {
 public:
  repeated_log(loop& where, logger& log) : where_(where), log_(log), timer_(where, *this) {}

  /// Whether a line of that kind is to be written now; else it is counted. `kind` says what makes
  /// such lines alike, in words that can stand in the line about the others.
  bool is_first(std::string_view kind);
  void warn(std::string_view component, std::string_view line) { log_.warn(component, line); }
  void info(std::string_view component, std::string_view line) { log_.info(component, line); }
  /// Nothing more is counted or told.
  void stop();

 private:
  void on_timer();

  loop& where_;
  logger& log_;
  repeats seen_;
  bool stopped_ = false;
  member_timer<repeated_log, &repeated_log::on_timer> timer_;
};

} // namespace carrick
