#include <carrick/core/bytes.hpp>

#include <algorithm>

namespace carrick {

void buffer::reserve(std::size_t capacity) {
  if (capacity <= capacity_) return;
  auto larger = std::make_unique_for_overwrite<std::byte[]>(capacity);
  if (size_ > 0) std::memcpy(larger.get(), data_.get(), size_);
  data_ = std::move(larger);
  capacity_ = capacity;
}

void buffer::reserve_for(std::size_t more) {
  reserve(std::max({size_ + more, capacity_ * 2, std::size_t{64}}));
}

void buffer::release() noexcept {
  data_.reset();
  size_ = capacity_ = 0;
}

void buffer::drop_front(std::size_t count) noexcept {
  ENSURE(count <= size_);
  size_ -= count;
  if (size_ > 0 && count > 0) std::memmove(data_.get(), data_.get() + count, size_);
}

} // namespace carrick
