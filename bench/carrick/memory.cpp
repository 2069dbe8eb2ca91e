#include "memory.hpp"

#include "../support/window.hpp"

#include <malloc.h>
#include <unistd.h>

#include <fstream>

namespace carrick::bench {

void count_heap() { ::mallopt(M_ARENA_MAX, 1); }

std::size_t heap_bytes() {
  const auto now = ::mallinfo2();
  return now.uordblks + now.hblkhd;
}

std::uint64_t resident_kib() {
  std::ifstream file{"/proc/self/statm"};
  std::uint64_t whole = 0, resident = 0;
  file >> whole >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) / 1024;
}

std::size_t heap_question::ask() {
  const auto asked = asked_.fetch_add(1) + 1;
  while (answered_.load() != asked) pause_for(0.001);
  return heap_.load();
}

} // namespace carrick::bench
