#pragma once

#include <carrick/core/bytes.hpp>
#include <carrick/core/limits.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace carrick::sim::transit {

/// A queue that keeps its memory and asks for none while its length stays the same.
template <class T>
class fifo {
 public:
  bool empty() const noexcept { return head_ == items_.size(); }
  T& front() noexcept { return items_[head_]; }
  void push(T item) { items_.push_back(std::move(item)); }
  void pop() {
    ++head_;
    if (!empty() && (head_ < 64 || 2 * head_ < items_.size())) return;
    items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
  }
  void clear() noexcept {
    items_.clear();
    head_ = 0;
  }

  auto begin() noexcept { return items_.begin() + static_cast<std::ptrdiff_t>(head_); }
  auto end() noexcept { return items_.end(); }
  template <class Condition>
  void erase_if(Condition condition) {
    items_.erase(items_.begin(), begin());
    head_ = 0;
    std::erase_if(items_, condition);
  }

 private:
  std::vector<T> items_;
  std::size_t head_ = 0; // items_ before it are gone
};

/// The same for bytes; little memory while it is empty.
class byte_fifo {
 public:
  std::size_t size() const noexcept { return bytes_.size() - head_; }
  bool empty() const noexcept { return size() == 0; }
  byte_span front(std::size_t count) const noexcept { return bytes_.bytes().subspan(head_, count); }
  void append(byte_span bytes) { bytes_.append(bytes); }
  /// Turns one bit of a byte; the last one is at place 0.
  void turn_bit(std::size_t place_from_end, unsigned bit) noexcept {
    bytes_.data()[bytes_.size() - 1 - place_from_end] ^= std::byte{1} << bit;
  }
  void drop(std::size_t count) noexcept {
    head_ += count;
    if (head_ < bytes_.size() && (head_ < 4 * limits::KiB || 2 * head_ < bytes_.size())) return;
    bytes_.drop_front(head_);
    head_ = 0;
    if (bytes_.empty() && bytes_.capacity() > 4 * limits::KiB) bytes_.release();
  }
  /// Keeps the first `count` bytes.
  void truncate(std::size_t count) noexcept { bytes_.truncate(head_ + count); }

 private:
  buffer bytes_;
  std::size_t head_ = 0; // bytes_ before it are gone
};

} // namespace carrick::sim::transit
