#pragma once

#include <cstdint>

namespace carrick {

/// What the machines of net keep of a sink and give back with its verdict.
template <class Sink>
std::uint64_t context_of(Sink& sink) noexcept {
  return reinterpret_cast<std::uintptr_t>(&sink);
}
/// Null if the context is 0. Of the same type as it was made from.
template <class Sink>
Sink* sink_of(std::uint64_t context) noexcept {
  return reinterpret_cast<Sink*>(static_cast<std::uintptr_t>(context));
}

} // namespace carrick
