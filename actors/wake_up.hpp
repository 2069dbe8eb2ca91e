#pragma once

#include <carrick/core/ensure.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <atomic>
#include <cstddef>

namespace carrick {

/// Ends the sleep of a thread in an io_context, without allocating: at most one is under way, in
/// memory of its own.
class wake_up {
 public:
  wake_up() = default;
  wake_up(const wake_up&) = delete;
  wake_up& operator=(const wake_up&) = delete;

  /// Any thread; always with the same io_context, which is destroyed before this.
  void post(boost::asio::io_context& io) {
    if (!posted_.exchange(true, std::memory_order_acq_rel)) boost::asio::post(io, handler{this});
  }

 private:
  /// Gives Asio the one piece of memory.
  template <class T>
  struct allocator {
    using value_type = T;
    explicit allocator(wake_up* where) noexcept : of(where) {}
    template <class U>
    allocator(const allocator<U>& other) noexcept : of(other.of) {}
    T* allocate(std::size_t count) noexcept {
      ENSURE(count * sizeof(T) <= sizeof of->memory_);
      return reinterpret_cast<T*>(of->memory_);
    }
    void deallocate(T*, std::size_t) noexcept {}
    template <class U>
    bool operator==(const allocator<U>& other) const noexcept {
      return of == other.of;
    }
    wake_up* of;
  };

  struct handler {
    using allocator_type = allocator<std::byte>;
    allocator_type get_allocator() const noexcept { return allocator_type{of}; }
    void operator()() const noexcept { of->posted_.store(false, std::memory_order_release); }
    wake_up* of;
  };

  std::atomic<bool> posted_{false};
  alignas(std::max_align_t) std::byte memory_[256];
};

} // namespace carrick
