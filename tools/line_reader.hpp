#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace carrick::tools {

/// Cuts what comes from a non-blocking descriptor into lines. A line of more than 64 KiB is cut.
class line_reader {
 public:
  explicit line_reader(int descriptor) : descriptor_(descriptor) {}

  int descriptor() const noexcept { return descriptor_; }
  /// Nothing more will come.
  bool at_end() const noexcept { return at_end_; }
  /// Reads what is there, at most 256 KiB; `take` gets each line, without its end. What is left at
  /// the end of the input counts as a line.
  void read(const std::function<void(std::string_view)>& take);

 private:
  void cut(const std::function<void(std::string_view)>& take);

  int descriptor_;
  bool at_end_ = false;
  std::string pending_;
};

} // namespace carrick::tools
