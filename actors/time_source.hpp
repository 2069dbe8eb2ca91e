#pragma once

#include <carrick/core/time.hpp>

namespace carrick {

/// What stands in for the steady clock in loops under virtual time.
class time_source {
 public:
  virtual time_point now() noexcept = 0;

 protected:
  ~time_source() = default;
};

} // namespace carrick
