#pragma once

#include <carrick/core/ensure.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <utility>

namespace carrick {

class scratch_buffer;

/// The right to use a loop's scratch buffer until destruction.
class scratch_loan {
 public:
  scratch_loan(scratch_loan&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
  scratch_loan& operator=(scratch_loan&&) = delete;
  ~scratch_loan();

  std::span<std::byte> bytes() const noexcept;

 private:
  friend class scratch_buffer;
  explicit scratch_loan(scratch_buffer& of) noexcept : of_(&of) {}
  scratch_buffer* of_;
};

/// One large buffer that connections read into, so that an idle one holds none. Allocated at first
/// use. Its content is undefined at each loan.
class scratch_buffer {
 public:
  static constexpr std::size_t size = 256 * 1024;

  /// Borrowing it twice at a time is a bug.
  scratch_loan lend() {
    ENSURE(!lent_);
    if (!bytes_) bytes_ = std::make_unique_for_overwrite<std::byte[]>(size);
    lent_ = true;
    return scratch_loan{*this};
  }

 private:
  friend class scratch_loan;
  std::unique_ptr<std::byte[]> bytes_;
  bool lent_ = false;
};

inline scratch_loan::~scratch_loan() {
  if (of_ != nullptr) of_->lent_ = false;
}

inline std::span<std::byte> scratch_loan::bytes() const noexcept {
  return {of_->bytes_.get(), scratch_buffer::size};
}

} // namespace carrick
