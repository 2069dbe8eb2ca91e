#pragma once

#include <carrick/serialization/fwd.hpp>

#include <cstddef>

namespace carrick {

/// A value of a message type in one allocation with the object that owns it, behind that. The owner
/// has it as a member, is final, and is made by `new (type) owner{...}`:
///
///     static void* operator new(std::size_t size, const message_type& type) {
///       return value_behind::allocate(size, type);
///     }
///     static void operator delete(void* memory) { value_behind::release(memory); }
class value_behind {
 public:
  /// For an object of `size` bytes.
  static void* allocate(std::size_t size, const message_type& type);
  static void release(void* memory) noexcept;

  /// `end` is that of the owner. A value that was just made, a copy, and one moved from.
  value_behind(const message_type& type, void* end);
  value_behind(const message_type& type, void* end, const void* copied);
  value_behind(void* moved, const message_type& type, void* end);
  ~value_behind();
  value_behind(const value_behind&) = delete;
  value_behind& operator=(const value_behind&) = delete;

  const message_type& type() const noexcept { return type_; }
  void* get() noexcept { return at_; }
  /// A value that was just made takes its place.
  void renew();
  const void* get() const noexcept { return at_; }

 private:
  const message_type& type_;
  void* const at_;
};

} // namespace carrick
