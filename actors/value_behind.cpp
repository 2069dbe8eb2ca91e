#include <carrick/actors/value_behind.hpp>

#include <carrick/core/ensure.hpp>
#include <carrick/serialization/message_type.hpp>

#include <cstdint>
#include <new>

namespace carrick {
namespace {

void* aligned(void* at, std::size_t align) noexcept {
  auto number = reinterpret_cast<std::uintptr_t>(at);
  return reinterpret_cast<void*>((number + align - 1) / align * align);
}

} // namespace

void* value_behind::allocate(std::size_t size, const message_type& type) {
  return ::operator new(size + type.align - 1 + type.size);
}

void value_behind::release(void* memory) noexcept { ::operator delete(memory); }

value_behind::value_behind(const message_type& type, void* end)
    : type_(type), at_(aligned(end, type.align)) {
  type_.construct(at_);
}

value_behind::value_behind(const message_type& type, void* end, const void* copied)
    : type_(type), at_(aligned(end, type.align)) {
  ENSURE(type_.copy != nullptr);
  type_.copy(at_, copied);
}

value_behind::value_behind(void* moved, const message_type& type, void* end)
    : type_(type), at_(aligned(end, type.align)) {
  type_.move(at_, moved);
}

void value_behind::renew() {
  type_.destruct(at_);
  type_.construct(at_);
}

value_behind::~value_behind() { type_.destruct(at_); }

} // namespace carrick
