#include "allocation_meter.hpp"

#include <malloc.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace {

thread_local bool metering = false;
thread_local std::size_t allocations = 0, allocated = 0, largest_allocation = 0;
thread_local std::ptrdiff_t held_bytes = 0;
thread_local std::size_t refused_from = SIZE_MAX;

void give_back(void* memory) noexcept {
  if (metering) held_bytes -= static_cast<std::ptrdiff_t>(::malloc_usable_size(memory));
  std::free(memory);
}

} // namespace

allocation_meter::allocation_meter() noexcept {
  allocations = allocated = largest_allocation = 0;
  held_bytes = 0;
  metering = true;
}
allocation_meter::~allocation_meter() { metering = false; }
std::size_t allocation_meter::count() const noexcept { return allocations; }
std::size_t allocation_meter::bytes() const noexcept { return allocated; }
std::size_t allocation_meter::largest() const noexcept { return largest_allocation; }

std::ptrdiff_t allocation_meter::held() const noexcept { return held_bytes; }

allocation_limit::allocation_limit(std::size_t bytes) noexcept { refused_from = bytes; }
allocation_limit::~allocation_limit() { refused_from = SIZE_MAX; }

void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  if (bytes >= refused_from) return nullptr;
  void* memory = std::malloc(std::max<std::size_t>(bytes, 1));
  if (metering) {
    ++allocations;
    allocated += bytes;
    largest_allocation = std::max(largest_allocation, bytes);
    held_bytes += static_cast<std::ptrdiff_t>(::malloc_usable_size(memory));
  }
  return memory;
}
void* operator new(std::size_t bytes) {
  if (void* memory = operator new(bytes, std::nothrow)) return memory;
  throw std::bad_alloc{};
}
// The sanitizers' own ones would not come here.
void* operator new[](std::size_t bytes) { return operator new(bytes); }
void* operator new[](std::size_t bytes, const std::nothrow_t& how) noexcept {
  return operator new(bytes, how);
}
void operator delete[](void* memory) noexcept { give_back(memory); }
void operator delete[](void* memory, std::size_t) noexcept { give_back(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { give_back(memory); }
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { give_back(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { give_back(memory); }
