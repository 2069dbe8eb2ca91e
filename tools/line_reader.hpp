#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace carrick::tools {

/// Cuts what comes from a descriptor into lines, and never waits for it.
class line_reader {
 public:
  static constexpr std::size_t line_bytes = 64 * 1024;

  /// A line of more than `line_max` bytes is cut.
  explicit line_reader(int descriptor, std::size_t line_max = line_bytes)
      : descriptor_(descriptor), line_max_(line_max) {}

  int descriptor() const noexcept { return descriptor_; }
  /// Nothing more will come.
  bool at_end() const noexcept { return at_end_; }
  /// Of errno, if that is why; 0: the input is over.
  int error() const noexcept { return error_; }
  /// Reads what is there, at most 256 KiB; `take` gets each line, without its end. What is left at
  /// the end of the input counts as a line.
  void read(const std::function<void(std::string_view)>& take);

 private:
  void cut(const std::function<void(std::string_view)>& take);

  int descriptor_;
  std::size_t line_max_;
  bool at_end_ = false;
  int error_ = 0;
  std::string pending_;
  std::size_t searched_ = 0; // of pending_, without an end of line
};

} // namespace carrick::tools
