#pragma once

#include <carrick/core/loop_task.hpp>
#include <carrick/sim/network/fwd.hpp>

#include <memory>

namespace carrick::net {
class loop_services;
}

namespace carrick::sim::transit {

/// A place in a host's list of errands under way.
class errand_hook {
 protected:
  errand_hook() = default;
  ~errand_hook() = default;

 private:
  friend class host;
  bool listed_ = false;
  std::shared_ptr<void> keep_; // what it belongs to, while it is listed
  errand_hook* previous_ = nullptr;
  errand_hook* next_ = nullptr;
};

/// Something to do on a loop of a host, perhaps much later: what it belongs to is kept until then.
/// If the host is killed first, the loop may end without having run it: from then on the host keeps
/// what it belongs to.
class errand : public errand_hook, private loop_task {
 public:
  host& at() const noexcept { return at_; }
  /// Its host is dead: no event follows.
  virtual void die() noexcept = 0;

 protected:
  errand(host& at, net::loop_services& owner) noexcept : at_(at), owner_(owner) {}
  ~errand() = default;

  /// Has turn() called on the loop, unless that is under way already.
  void schedule();
  net::loop_services& owner() const noexcept { return owner_; }

 private:
  virtual void turn() noexcept = 0;
  virtual std::shared_ptr<void> whole() noexcept = 0;
  void run() noexcept final;

  host& at_;
  net::loop_services& owner_;
  bool under_way_ = false;
};

} // namespace carrick::sim::transit
