#pragma once

#include <carrick/core/status.hpp>

#include <atomic>
#include <cstddef>

namespace carrick {

/// Bounds what actors on other loops have given to the home loop of their node and it has not
/// looked at yet. Any thread.
class on_the_way {
 public:
  /// The place of one message, until it arrives.
  class place {
   public:
    place() = default;
    place(const place&) = delete;
    place& operator=(const place&) = delete;
    ~place() { arrived(); }
    void arrived() noexcept;

   private:
    friend class on_the_way;
    on_the_way* of_ = nullptr;
    std::size_t cost_ = 0;
  };

  /// `overloaded` when `limits::on_the_way_bytes` are under way: then the message is not sent.
  status take(place& out, std::size_t body_bytes);

 private:
  std::atomic<std::size_t> bytes_{0};
};

} // namespace carrick
