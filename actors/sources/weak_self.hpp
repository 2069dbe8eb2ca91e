#pragma once

#include <memory>
#include <utility>

namespace carrick {

/// What callbacks that may come when their owner is gone hold of it; on one thread.
template <class Owner>
class weak_self {
 public:
  explicit weak_self(Owner& owner) : at_(std::make_shared<Owner*>(&owner)) {}
  ~weak_self() { *at_ = nullptr; }
  weak_self(const weak_self&) = delete;
  weak_self& operator=(const weak_self&) = delete;

  /// Calls `f(owner, arguments...)`, or nothing once the owner is gone.
  template <class F>
  auto bind(F f) const {
    return [at = at_, f = std::move(f)](auto&&... arguments) {
      if (*at != nullptr) f(**at, std::forward<decltype(arguments)>(arguments)...);
    };
  }

 private:
  std::shared_ptr<Owner*> at_;
};

} // namespace carrick
