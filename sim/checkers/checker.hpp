#pragma once

#include <carrick/sim/observation.hpp>
#include <carrick/sim/outcome.hpp>

#include <optional>
#include <string>
#include <vector>

namespace carrick::sim {

/// Knows one invariant, or a closely related group, and is told what happens. It keeps the first
/// violation that it sees.
class checker : public observer {
 public:
  virtual ~checker() = default;
  const std::optional<violation>& found() const noexcept { return found_; }
  /// The run is over.
  virtual void finish(duration) {}

 protected:
  void fail(std::string invariant, std::string text, duration at) {
    if (!found_) found_ = violation{std::move(invariant), std::move(text), at};
  }

 private:
  std::optional<violation> found_;
};

/// Records by the number of a thing; numbers are given from 1, without large gaps.
template <class T>
class by_number {
 public:
  T& operator[](std::uint64_t number) {
    if (number >= all_.size()) all_.resize(number + number / 2 + 64);
    return all_[number];
  }
  bool has(std::uint64_t number) const noexcept { return number < all_.size(); }
  auto begin() { return all_.begin(); }
  auto end() { return all_.end(); }
  std::size_t size() const noexcept { return all_.size(); }

 private:
  std::vector<T> all_;
};

/// "n2".
inline std::string node_text(std::size_t node) { return "n" + std::to_string(node + 1); }
/// "request 17".
inline std::string numbered(std::string_view what, std::uint64_t number) {
  return std::string{what} + " " + std::to_string(number);
}

} // namespace carrick::sim
