#pragma once

#include <carrick/core/time.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace carrick::test::transcripts {

/// The words of a command, taken from left to right. What is missing or superfluous throws
/// std::invalid_argument with a sentence.
class words {
 public:
  explicit words(std::string_view line) : rest_(line) {}

  bool done() const noexcept;
  std::string next();
  std::string rest();
  std::size_t next_number();
  duration next_duration();
  /// Takes the next word if it is this one.
  bool skip(std::string_view word);
  void expect(std::string_view word);
  void expect_end();
  /// The duration behind that word, if the word comes next.
  duration duration_after(std::string_view word, duration otherwise);

 private:
  std::string_view rest_;
};

} // namespace carrick::test::transcripts
