#pragma once

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <new>

namespace carrick::net {

/// Memory for the one wait of its kind that a socket has under way, so that waiting allocates
/// nothing however many sockets wait at a time.
class handler_slot {
 public:
  handler_slot() = default;
  handler_slot(const handler_slot&) = delete;
  handler_slot& operator=(const handler_slot&) = delete;

  void* allocate(std::size_t bytes) {
    if (used_ || bytes > sizeof memory_) return ::operator new(bytes);
    used_ = true;
    return memory_;
  }
  void deallocate(void* at) noexcept {
    if (at == memory_)
      used_ = false;
    else
      ::operator delete(at);
  }

 private:
  alignas(std::max_align_t) std::byte memory_[192];
  bool used_ = false;
};

template <class T>
class slot_allocator {
 public:
  using value_type = T;

  explicit slot_allocator(handler_slot& slot) noexcept : slot_(&slot) {}
  template <class U>
  slot_allocator(const slot_allocator<U>& other) noexcept : slot_(other.slot_) {}

  T* allocate(std::size_t count) { return static_cast<T*>(slot_->allocate(count * sizeof(T))); }
  void deallocate(T* at, std::size_t) noexcept { slot_->deallocate(at); }
  template <class U>
  bool operator==(const slot_allocator<U>& other) const noexcept {
    return slot_ == other.slot_;
  }

 private:
  template <class U>
  friend class slot_allocator;
  handler_slot* slot_;
};

/// An Asio handler that calls `Method` of `Owner`, keeps only that alive, and lives in a slot of
/// it.
template <class Owner, void (Owner::*Method)(const boost::system::error_code&)>
class slot_handler {
 public:
  using allocator_type = slot_allocator<std::byte>;

  slot_handler(Owner& owner, handler_slot& slot) noexcept : owner_(&owner), slot_(&slot) {}

  allocator_type get_allocator() const noexcept { return allocator_type{*slot_}; }
  void operator()(const boost::system::error_code& error) { (owner_.get()->*Method)(error); }

 private:
  boost::intrusive_ptr<Owner> owner_;
  handler_slot* slot_;
};

} // namespace carrick::net
