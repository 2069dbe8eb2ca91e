#pragma once

#include <carrick/tools/exit_code.hpp>

#include <cstdint>

namespace carrick::tools {

/// The exit code of many of the same: 0 if all went well, the last failure's if none did, else
/// `partial`.
class tally {
 public:
  void add(int exit) noexcept {
    ++(exit == 0 ? good_ : bad_);
    if (exit != 0) last_ = exit;
  }
  std::uint64_t good() const noexcept { return good_; }
  std::uint64_t bad() const noexcept { return bad_; }
  int exit() const noexcept {
    if (bad_ == 0) return static_cast<int>(exit_code::success);
    return good_ == 0 ? last_ : static_cast<int>(exit_code::partial);
  }

 private:
  std::uint64_t good_ = 0, bad_ = 0;
  int last_ = 0;
};

} // namespace carrick::tools
