#pragma once

#include <sys/mman.h>

#include <new>
#include <stdexcept>

namespace carrick::bench {

/// A T that this process and the children it starts from now on all see. Never unmapped.
template <class T>
T& share() {
  void* memory =
    ::mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::runtime_error{"no memory to share"};
  return *new (memory) T;
}

} // namespace carrick::bench
