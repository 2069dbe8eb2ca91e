#include <carrick/actors/memory_return.hpp>

#include <carrick/actors/loop.hpp>
#include <carrick/core/limits.hpp>

#include <malloc.h>

namespace carrick {
namespace {

constexpr std::size_t much = 8 * limits::MiB;
// For other links of the same peer to end, and for handlers to let go of what they kept.
constexpr auto pause = std::chrono::seconds(1);

} // namespace

memory_return::memory_return(loop& where) : where_(where) { timer_.emplace(where, *this); }

void memory_return::link_ended(std::size_t held_most) {
  if (held_most < much || due_ || !timer_ || where_.driver() != nullptr) return;
  due_ = true;
  timer_->arm(where_.now() + pause);
}

void memory_return::on_timer() {
  due_ = false;
  ::malloc_trim(0);
}

} // namespace carrick
