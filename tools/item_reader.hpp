#pragma once

#include <carrick/actors/item_queue.hpp>
#include <carrick/serialization/message_type.hpp>
#include <carrick/tools/json_lines.hpp>

#include <atomic>
#include <optional>
#include <thread>

namespace carrick::tools {

/// Reads stdin, a message a line, on a thread of its own, so that each is sent as it comes.
class item_reader {
 public:
  /// Puts them into `into`, which outlives it, up to the first line that is wrong. Throws
  /// std::system_error when there is no thread.
  item_reader(const message_type& type, item_queue& into);
  /// Reads no further, and stops `into`.
  ~item_reader();
  item_reader(const item_reader&) = delete;
  item_reader& operator=(const item_reader&) = delete;

  /// Its input was wrong or could not be read.
  bool failed() const noexcept { return failed_; }
  /// Why, if failed().
  const failure& why() const noexcept { return *why_; }

 private:
  std::optional<failure> read();

  const message_type& type_;
  item_queue& into_;
  std::atomic<bool> given_up_{false}, failed_{false};
  std::optional<failure> why_; // written before failed_
  std::thread thread_;
};

} // namespace carrick::tools
