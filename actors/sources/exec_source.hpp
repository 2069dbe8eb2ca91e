#pragma once

#include <carrick/actors/loop_timer.hpp>
#include <carrick/actors/sources/member_source.hpp>
#include <carrick/actors/sources/options.hpp>
#include <carrick/actors/sources/program.hpp>
#include <carrick/membership/exec_lines.hpp>
#include <carrick/membership/growing_pause.hpp>

#include <memory>
#include <string>

namespace carrick {

class node_home;

/// Members from a program that prints them: membership::exec_lines says how. When it ends it is
/// started again after a pause, which grows; what it prints to stderr goes to the log.
class exec_source final : public member_source, private program_events {
 public:
  exec_source(const exec_source_options& options, node_home& home, source_events& events);
  ~exec_source() override;

  std::string name() const override { return "exec " + options_.command.front(); }
  void start(const own_registration& self) override;
  void refresh() override;
  void stop() override;

 private:
  void on_program_output(byte_span bytes) override;
  void on_program_errors(byte_span bytes) override;
  void on_program_ended(const std::string& how) override;

  void run();
  void again_later(const status& why);
  void on_leave_time_over();
  void left();

  const exec_source_options options_;
  node_home& home_;
  source_events& events_;
  std::unique_ptr<program> program_; ///< null while none runs
  time_point begun_{};
  membership::exec_lines lines_;
  membership::line_splitter errors_;
  membership::growing_pause pause_;
  bool stopping_ = false;
  member_timer<exec_source, &exec_source::run> timer_;
  member_timer<exec_source, &exec_source::on_leave_time_over> leave_timer_;
};

} // namespace carrick
