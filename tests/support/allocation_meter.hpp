#pragma once

#include <cstddef>

/// Counts what this thread takes from operator new, and gives back, while the meter lives.
class allocation_meter {
 public:
  allocation_meter() noexcept;
  ~allocation_meter();
  allocation_meter(const allocation_meter&) = delete;
  allocation_meter& operator=(const allocation_meter&) = delete;

  std::size_t count() const noexcept;
  /// All of it, also what was given back since.
  std::size_t bytes() const noexcept;
  std::size_t largest() const noexcept;
  /// Bytes that were taken and not given back, as malloc rounds them; below zero if more was given
  /// back than taken.
  std::ptrdiff_t held() const noexcept;
};

/// While it lives this thread finds no memory for anything of that size or larger.
class allocation_limit {
 public:
  explicit allocation_limit(std::size_t bytes) noexcept;
  ~allocation_limit();
  allocation_limit(const allocation_limit&) = delete;
  allocation_limit& operator=(const allocation_limit&) = delete;
};
