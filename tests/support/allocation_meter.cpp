#include "allocation_meter.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {

thread_local bool metering = false;
thread_local std::size_t allocations = 0, allocated = 0, largest_allocation = 0;

} // namespace

allocation_meter::allocation_meter() noexcept {
  allocations = allocated = largest_allocation = 0;
  metering = true;
}
allocation_meter::~allocation_meter() { metering = false; }
std::size_t allocation_meter::count() const noexcept { return allocations; }
std::size_t allocation_meter::bytes() const noexcept { return allocated; }
std::size_t allocation_meter::largest() const noexcept { return largest_allocation; }

void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  if (metering) {
    ++allocations;
    allocated += bytes;
    largest_allocation = std::max(largest_allocation, bytes);
  }
  return std::malloc(std::max<std::size_t>(bytes, 1));
}
void* operator new(std::size_t bytes) {
  if (void* memory = operator new(bytes, std::nothrow)) return memory;
  throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
