#pragma once

#include <carrick/core/status.hpp>
#include <carrick/core/time.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace carrick::tools::bench {

/// How long the loads wait for an answer.
inline constexpr auto answer_limit = std::chrono::seconds(60);

/// What a load tells of itself, on the loop on which it runs.
class load_log {
 public:
  /// A request has its answer, or an item has come. Returns whether the load goes on.
  virtual bool answered(time_point sent, time_point now) noexcept = 0;
  /// Asked by loads that get no answers.
  virtual bool goes_on(time_point now) noexcept = 0;
  virtual void failed(carrick::code why, std::string_view text) noexcept = 0;

 protected:
  ~load_log() = default;
};

/// What arrives at a serving node, on its home loop.
class arrival_log {
 public:
  virtual void arrived(std::size_t bytes) noexcept = 0;

 protected:
  ~arrival_log() = default;
};

/// Work that goes on until its log says otherwise.
class load {
 public:
  virtual ~load() = default;
  /// From a thread that is no loop.
  virtual void start() = 0;
  /// Until it is over.
  virtual void wait() = 0;
};

/// The messages that a load consists of.
enum class message_form : unsigned char {
  raw,   ///< bytes to the raw inline handler
  text,  ///< `echo`: a declared message with one string
  fields ///< `sample`: an integer, a text of 16 bytes, 8 integers
};

} // namespace carrick::tools::bench
