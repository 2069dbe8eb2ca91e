#pragma once

#include <carrick/actors/loop_timer.hpp>
#include <carrick/actors/sources/file_watch.hpp>
#include <carrick/actors/sources/member_source.hpp>
#include <carrick/actors/sources/options.hpp>
#include <carrick/actors/sources/weak_self.hpp>

namespace carrick {

class node_home;

/// Members from a file, which is read when something happens on the way to it (it is written, an
/// editor or Kubernetes puts another one in its place, its folder is made anew), and on refresh().
class file_source final : public member_source {
 public:
  file_source(const file_source_options& options, node_home& home, source_events& events);
  ~file_source() override;

  std::string name() const override { return "file " + options_.file; }
  bool knows_at_start() const noexcept override { return true; }
  void start(const own_registration& self) override;
  void refresh() override;
  void stop() override;

 private:
  class reading_work;

  void on_change();
  void read();
  void watch();
  void take(const result<member_reading>& outcome);

  const file_source_options options_;
  node_home& home_;
  source_events& events_;
  std::unique_ptr<file_watch> watch_;
  std::string not_watched_; ///< why; empty: it is
  bool reading_ = false;
  bool again_ = false; ///< it changed while it was read
  member_timer<file_source, &file_source::read> timer_;
  weak_self<file_source> self_{*this};
};

} // namespace carrick
