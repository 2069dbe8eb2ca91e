#pragma once

#include <carrick/actors/loop_fwd.hpp>
#include <carrick/actors/loops_options.hpp>

#include <cstddef>
#include <memory>

namespace carrick {

/// Event loops with a thread each, which any number of nodes of this process share. The nodes and
/// clients on them keep them: the threads run from construction to the end of the last of this
/// object, its nodes and its clients, in any order, which joins them; it may be on one of them.
class loops {
 public:
  /// Throws what the system throws (std::system_error, boost::system::system_error) when there are
  /// no threads or descriptors for them; then nothing of it runs.
  explicit loops(const loops_options& options = {});
  ~loops();
  loops(const loops&) = delete;
  loops& operator=(const loops&) = delete;

  std::size_t size() const noexcept;
  loop& at(std::size_t index) noexcept;
  const loops_options& options() const noexcept;

  /// In turn, the loops on which links live. Any thread.
  loop& next_for_links() noexcept;

  /// For loops with a driver: does what is ready now on each. Returns whether there was anything.
  bool drive() noexcept;

  /// A share of what lives as long as anybody has one. Any thread.
  const std::shared_ptr<loop_group>& group() const noexcept { return group_; }

 private:
  const std::shared_ptr<loop_group> group_;
};

} // namespace carrick
