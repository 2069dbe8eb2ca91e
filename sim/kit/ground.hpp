#pragma once

#include <carrick/actors/fwd.hpp>
#include <carrick/config/cluster_spec.hpp>
#include <carrick/sim/kit/test_options.hpp>
#include <carrick/sim/network/network.hpp>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace carrick::sim {

class cluster;

/// What a test waited for has not come, or something came that should not have. The text says what
/// was there instead, and how to see the same run again.
class expectation_failed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What the nodes of a test stand on, and how time passes there. Nodes have numbers: their places
/// in ids(). For the thread of the test, unless it says otherwise. What cannot be done throws
/// std::logic_error: a mistake of the test.
class ground {
 public:
  virtual ~ground() = default;

  virtual const std::vector<node_id>& ids() const noexcept = 0;
  /// Null while that node does not run.
  virtual node* running(std::size_t number) = 0;

  virtual time_point now() = 0;
  /// Time passes until `done()`, at the latest until then. It is asked when there are news, and may
  /// not let time pass itself. Returns what it says last.
  virtual bool wait(const std::function<bool()>& done, time_point until) = 0;
  virtual void advance(duration by) = 0;
  /// There are news. Any thread.
  virtual void news() noexcept = 0;
  /// For how long to wait for what is to come within `limit`: real time is no promise of anybody.
  virtual duration patience(duration limit) const = 0;

  virtual void crash(std::size_t number, death how) = 0;
  virtual void stop(std::size_t number) = 0;
  virtual void restart(std::size_t number) = 0;
  virtual void set_members(std::size_t number, const std::vector<std::string>& members) = 0;
  virtual bool all_linked() = 0;

  /// Null on threads.
  virtual cluster* simulated() noexcept = 0;
  /// For the texts of failures: "seed 42, at 3.2 s".
  virtual std::string where_it_stands() const = 0;

  // -- what all of them have ----------------------------------------------------------------------

  /// Throws std::logic_error with the names that there are.
  std::size_t number_of(std::string_view node) const;
  /// Of a node that must run; `what` is being done.
  node& must_run(std::size_t number, std::string_view what);
  /// Waits for `done` as long as patience() has it.
  bool wait_patiently(const std::function<bool()>& done, duration limit) {
    return wait(done, deadline_after(now(), patience(limit)));
  }
  /// The same for what is asked of the nodes, and may take time: looked at each millisecond, and
  /// the less often the longer it waits, at most a 64th of the wait late. A look is dear where many
  /// of them find nothing.
  bool poll(const std::function<bool()>& done, duration limit);
  [[noreturn]] void failed(const std::string& text) const;
};

/// `spec` and `types` are those of the test, with its probes.
std::unique_ptr<ground> make_simulated_ground(registry types, const config::cluster_spec& spec,
                                              const test_options& options);
std::unique_ptr<ground> make_threaded_ground(registry types, const config::cluster_spec& spec,
                                             const test_options& options);

} // namespace carrick::sim
