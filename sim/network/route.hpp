#pragma once

#include <carrick/core/time.hpp>
#include <carrick/sim/draws.hpp>
#include <carrick/sim/network/fwd.hpp>
#include <carrick/sim/network/path.hpp>

#include <cstddef>
#include <optional>

namespace carrick::sim::transit {

/// The way from one host to another: how long things take on it, and whether they pass at all.
class route {
 public:
  route(fabric& in, host& from, host& to);
  route(const route&) = delete;
  route& operator=(const route&) = delete;

  host& from() const noexcept { return from_; }
  host& to() const noexcept { return to_; }

  const path_options& path() const noexcept;
  const dial_options& dials() const noexcept;
  /// What is under way is to be sent anew, as it were: see flow::on_way_changed().
  void set(const path_options& options);
  void set(const dial_options& options) { dials_ = options; }

  bool silent() const noexcept { return silent_; }
  void set_silent(bool silent) noexcept { silent_ = silent; }
  /// Silent, or there is nobody at its end.
  bool blocked() const noexcept;
  /// It has just been blocked: what waits afterwards is sent again the later the longer it lasts.
  void on_blocked() noexcept;

  /// When that many bytes that are sent now are there.
  time_point arrival(std::size_t bytes) noexcept;
  /// When what was sent while the route was blocked arrives, as TCP would send it again.
  time_point arrival_again() noexcept;

  /// For what happens to pieces under way.
  draws& of_pieces() noexcept { return of_pieces_; }
  draws& of_dials() noexcept { return of_dials_; }

 private:
  duration transit() noexcept;
  duration transmission(std::size_t bytes) const noexcept;

  fabric& in_;
  host& from_;
  host& to_;
  std::optional<path_options> path_;  // none: the default
  std::optional<dial_options> dials_; // none: the default
  draws of_pieces_;
  draws of_dials_;
  bool silent_ = false;
  time_point blocked_since_{};
  time_point busy_until_ = time_point::min(); // where bandwidth is limited
};

} // namespace carrick::sim::transit
