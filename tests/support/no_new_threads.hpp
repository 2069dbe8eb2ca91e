#pragma once

#include <pthread.h>

#include <cstddef>
#include <stdexcept>

namespace carrick::test {

/// For a while no thread can be started: there is no room for its stack.
class no_new_threads {
 public:
  no_new_threads() {
    ::pthread_getattr_default_np(&before_);
    pthread_attr_t now;
    ::pthread_getattr_default_np(&now);
    ::pthread_attr_setstacksize(&now, std::size_t{1} << 47);
    if (::pthread_setattr_default_np(&now) != 0)
      throw std::runtime_error{"pthread_setattr_default_np"};
    ::pthread_attr_destroy(&now);
  }
  ~no_new_threads() {
    ::pthread_setattr_default_np(&before_);
    ::pthread_attr_destroy(&before_);
  }
  no_new_threads(const no_new_threads&) = delete;
  no_new_threads& operator=(const no_new_threads&) = delete;

 private:
  pthread_attr_t before_{};
};

} // namespace carrick::test
