#pragma once

#include <malloc.h>

namespace carrick::bench {

/// Lets glibc keep freed memory for what comes next, as one would for a program that moves large
/// messages in memory of its heap: without, each is mapped and unmapped.
inline void keep_freed_memory() {
  constexpr int most = 32 * 1024 * 1024; // glibc takes no more
  ::mallopt(M_MMAP_THRESHOLD, most);
  ::mallopt(M_TRIM_THRESHOLD, 1024 * 1024 * 1024);
  ::mallopt(M_TOP_PAD, 64 * 1024 * 1024);
}

} // namespace carrick::bench
