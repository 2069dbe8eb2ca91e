#pragma once

#include <carrick/core/bytes.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace carrick::membership {

/// Cuts a stream of bytes into lines: fed as it comes, then asked for lines until there is none.
class line_splitter {
 public:
  struct line {
    std::string text;      ///< without its end
    bool too_long = false; ///< it had more than the limit: the text is its beginning
  };

  explicit line_splitter(std::size_t line_bytes_max) : line_bytes_max_(line_bytes_max) {}

  /// Bytes beyond the limit of a line are not kept.
  void feed(byte_span bytes) { pending_.append(as_text(bytes)); }
  /// The next whole line.
  std::optional<line> next();
  /// Forgets what has no end yet, and what was not asked for.
  void clear() noexcept;

 private:
  std::size_t line_bytes_max_;
  std::string pending_;
  std::size_t begin_ = 0; ///< of the next line
  std::size_t seen_ = 0;  ///< up to here there is no end
  std::string cut_;       ///< the beginning of a line that is too long
  bool cutting_ = false;
};

} // namespace carrick::membership
