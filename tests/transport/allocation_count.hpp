#pragma once

#include <cstdint>

namespace carrick::test {

/// How often this process has asked for memory, on any thread, by operator new or for an alignment
/// (as Asio does).
std::uint64_t allocations() noexcept;

} // namespace carrick::test
